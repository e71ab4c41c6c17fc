// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <string>

#include "core/operators.h"
#include "workloads/catalogue.h"

using namespace paretile;

namespace {

/// What is published about a network.
struct Published {
  const char* name;
  double giga_macs;
  double macs_tolerance;     ///< half a unit of the last digit published, unless said otherwise
  std::int64_t parameters;   ///< all of them
  std::int64_t not_weights;  ///< biases, normalisation and embeddings among them
  const char* source;
};

constexpr std::int64_t kBertBlock = 768 * 3 + 768 + 3072 + 768 + 4 * 768;  // biases, two norms

const Published kPublished[] = {
    {"alexnet", 0.724, 0.0005, 60'965'224, 96 + 256 + 384 + 384 + 256 + 4096 + 4096 + 1000,
     "MACs: Sze et al., Proc. IEEE 105(12) 2017, Table II; parameters: Caffe bvlc_alexnet"},
    {"vgg16", 15.47, 0.005, 138'357'544, 2 * 64 + 2 * 128 + 3 * 256 + 6 * 512 + 2 * 4096 + 1000,
     "torchvision models, VGG16_Weights"},
    {"resnet18", 1.81, 0.005, 11'689'512, 2 * 4800 + 1000,  // 4,800 normalised channels
     "torchvision models, ResNet18_Weights"},
    {"resnet50", 4.09, 0.005, 25'557'032, 2 * 26'560 + 1000,
     "torchvision models, ResNet50_Weights"},
    {"mobilenet_v2", 0.30, 0.005, 3'504'872, 2 * 17'056 + 1000,
     "torchvision models, MobileNet_V2_Weights"},
    {"bert_base", 22.5 / 2, 0.01 * 22.5 / 2,  // 22.5 GFLOPs hold the pooler and softmax too: 1 %
     109'482'240,                             // embeddings and their norm, the pooler
     12 * kBertBlock + (30522 + 512 + 2) * 768 + 2 * 768 + 768 * 768 + 768,
     "FLOPs: Sun et al., MobileBERT, ACL 2020, Table 4; parameters: bert-base-uncased"},
    {"bert_base_seq512", 48.3, 0.05,  // 512 tokens * (84.9 M + 12 layers * 2 * 512 * 768)
     109'482'240, 12 * kBertBlock + (30522 + 512 + 2) * 768 + 2 * 768 + 768 * 768 + 768,
     "MACs: the formula beside the number; parameters: bert-base-uncased"},
    {"gpt2_small_prefill", 106.3, 0.05,  // 1024 * (84.9 M + 12 * 2 * 1024 * 768) + 50257 * 768
     124'439'808, 12 * kBertBlock + 1024 * 768 + 2 * 768,
     "MACs: the formula beside the number; parameters: gpt2"},
    {"gpt2_small_decode", 0.1424, 0.00005,  // 84.9 M + 12 * 2 * 1024 * 768 + 50257 * 768
     124'439'808, 12 * kBertBlock + 1024 * 768 + 2 * 768,
     "MACs: the formula beside the number; parameters: gpt2"},
};

std::int64_t total(const Workload& workload, std::int64_t (*count)(const Layer&)) {
  std::int64_t sum = 0;
  for (const Layer& layer : workload.layers) sum += count(layer);
  return sum;
}

/// 1234567 as "1,234,567".
std::string grouped(std::int64_t number) {
  std::string text;
  const std::string digits = std::to_string(number);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

}  // namespace

TEST_CASE("MACs and weights of the shipped networks are the published ones") {
  for (const Published& published : kPublished) {
    CAPTURE(published.name);
    const Workload workload = workloads::load_workload(published.name);
    const auto giga_macs = static_cast<double>(total(workload, macs)) * 1e-9;
    CHECK(std::abs(giga_macs - published.giga_macs) <= published.macs_tolerance);
    CHECK(total(workload, parameter_words) + published.not_weights == published.parameters);
  }
}

TEST_CASE("every shipped network is in the table above") {
  for (const io::ShippedFile& file : workloads::shipped_workloads()) {
    bool is_listed = false;
    for (const Published& published : kPublished) is_listed |= file.name == published.name;
    CHECK_MESSAGE(is_listed, file.name);
  }
}

TEST_CASE("every shipped network loads, bears its file's name and says where it comes from") {
  for (const io::ShippedFile& file : workloads::shipped_workloads()) {
    const Workload workload = workloads::load_workload(std::string(file.name));
    CHECK(workload.name == file.name);
    CHECK_FALSE(workload.source.empty());
  }
}

TEST_CASE("the comment on top of each file states its true totals") {
  for (const io::ShippedFile& file : workloads::shipped_workloads()) {
    const Workload workload = workloads::load_workload(std::string(file.name));
    const std::string comment =
        fmt::format("\n# {} MACs, {} weights", grouped(total(workload, macs)),
                    grouped(total(workload, parameter_words)));
    CHECK_MESSAGE(file.text.find(comment) != std::string_view::npos, file.name, ":", comment);
  }
}
