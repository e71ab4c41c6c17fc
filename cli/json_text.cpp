// SPDX-License-Identifier: Apache-2.0
#include "cli/json_text.h"

namespace paretile::cli {

Json answer_of(std::string_view command) {
  return {{"schema_version", kSchemaVersion}, {"command", command}};
}

// nlohmann-json writes doubles in the shortest form that reads back equal, and NaN and infinity,
// which JSON does not have, as null.
std::string to_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace paretile::cli
