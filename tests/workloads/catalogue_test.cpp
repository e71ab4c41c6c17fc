// SPDX-License-Identifier: Apache-2.0
#include "workloads/catalogue.h"

#include <doctest/doctest.h>

#include <string>

#include "core/diagnostics.h"

using namespace paretile;

namespace {

std::string mistake(const std::string& name_or_path) {
  try {
    (void)workloads::load_workload(name_or_path);
  } catch (const InputError& error) {
    return error.what();
  }
  return "loaded";
}

}  // namespace

TEST_CASE("an unknown name gets the near miss and all names") {
  CHECK(mistake("resnet81") ==
        "resnet81: error: neither a shipped workload nor a file\n"
        "  hint: did you mean 'resnet18'? shipped workloads: alexnet, bert_base, bert_base_seq512, "
        "gnmt, googlenet, gpt2_small_decode, gpt2_small_prefill, inception_v3, mobilenet_v1, "
        "mobilenet_v2, resnet18, resnet50, squeezenet1_0, squeezenet1_1, tpu_cnn0, tpu_cnn1, "
        "tpu_lstm0, tpu_lstm1, tpu_mlp0, tpu_mlp1, vgg16, vit_b16");
}

TEST_CASE("a path is read as a file, also a shipped one's") {
  const std::string path = std::string(PARETILE_SOURCE_DIR) + "/workloads/resnet18.yaml";
  const Workload by_path = workloads::load_workload(path);
  CHECK(by_path.layers.size() == workloads::load_workload("resnet18").layers.size());
  CHECK(mistake("missing/net.yaml").starts_with("missing/net.yaml: error: "));
}
