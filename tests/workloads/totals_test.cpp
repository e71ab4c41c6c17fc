// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
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
  std::int64_t parameters_tolerance = 0;  ///< where only a rounded number is published
};

constexpr std::int64_t kBertBlock = 768 * 3 + 768 + 3072 + 768 + 4 * 768;  // biases, two norms
constexpr std::int64_t kMillion = 1'000'000;

// The TPU paper gives millions of weights and MACs per weight; MACs are their product, the
// tolerance half a million weights.
constexpr const char* kTpuPaper = "Jouppi et al., ISCA 2017, Table 1";

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
    // Table 1 adds up to 1502 M, each row rounded to a million. Its row conv1 says 34 M where 64
    // filters of 7x7x3 at 112x112 places are 118 M: 1586 M. (1.43 G is printed elsewhere.)
    {"googlenet", 1.586, 0.006, 6'998'552, 7280 + 1000,
     "MACs: Szegedy et al., CVPR 2015, Table 1; parameters: Caffe bvlc_googlenet"},
    {"inception_v3", 5.713, 0.0005, 27'161'264,
     2 * 17'216 + 1000                                              // normalisation, bias
         + 768 * 128 + 128 * 768 * 25 + 2 * (128 + 768) + 769'000,  // the auxiliary head
     "torchvision models, Inception_V3_Weights"},
    {"squeezenet1_0", 0.819, 0.0005, 1'248'424, 3976, "torchvision models, SqueezeNet1_0_Weights"},
    {"squeezenet1_1", 0.349, 0.0005, 1'235'496, 3944, "torchvision models, SqueezeNet1_1_Weights"},
    {"mobilenet_v1", 0.569, 0.0005, 4'253'864, 4 * 10'944 + 1000,  // four numbers a channel
     "MACs: Howard et al., arXiv 1704.04861, Table 4; parameters: Keras MobileNet"},
    {"vit_b16", 17.564, 0.0005, 86'567'656,
     12 * kBertBlock + 768 + 198 * 768 + 2 * 768 + 1000,  // patch bias, token, positions, norm
     "torchvision models, ViT_B_16_Weights"},
    // The published numbers hold the attention network too, 0.5 % of the MACs.
    {"gnmt", 0.214, 0.0015, 278 * kMillion, 2 * 32'000 * 1024,  // embeddings of both languages
     "Shazeer et al., ICLR 2017, Table 2 (row GNMT)", 3 * kMillion},
    {"tpu_mlp0", 20 * 0.200, 0.5 * 0.200, 20 * kMillion, 0, kTpuPaper, kMillion / 2},
    {"tpu_mlp1", 5 * 0.168, 0.5 * 0.168, 5 * kMillion, 0, kTpuPaper, kMillion / 2},
    {"tpu_lstm0", 52 * 0.064, 0.5 * 0.064, 52 * kMillion, 0, kTpuPaper, kMillion / 2},
    {"tpu_lstm1", 34 * 0.096, 0.5 * 0.096, 34 * kMillion, 0, kTpuPaper, kMillion / 2},
    {"tpu_cnn0", 8 * 2.888, 0.5 * 2.888, 8 * kMillion, 0, kTpuPaper, kMillion / 2},
    {"tpu_cnn1", 100 * 1.750, 0.5 * 1.750, 100 * kMillion, 0, kTpuPaper, kMillion / 2},
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
    const std::int64_t parameters = total(workload, parameter_words) + published.not_weights;
    CHECK(std::abs(parameters - published.parameters) <= published.parameters_tolerance);
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

TEST_CASE("the TPU paper's applications have its numbers of layers and MACs per weight") {
  struct Application {
    const char* name;
    std::int64_t fully_connected;
    std::int64_t convolutions;
    double macs_per_weight;
  };
  // Jouppi et al., ISCA 2017, Table 1 ("ops" per weight byte there are MACs)
  for (const Application& app : {Application{"tpu_mlp0", 5, 0, 200},
                                 {"tpu_mlp1", 4, 0, 168},
                                 {"tpu_lstm0", 24, 0, 64},
                                 {"tpu_lstm1", 37, 0, 96},
                                 {"tpu_cnn0", 0, 16, 2888},
                                 {"tpu_cnn1", 4, 72, 1750}}) {
    CAPTURE(app.name);
    const Workload workload = workloads::load_workload(app.name);
    std::int64_t fully_connected = 0;
    std::int64_t convolutions = 0;
    for (const Layer& layer : workload.layers) {
      (layer.op == "gemm" ? fully_connected : convolutions) += layer.repeat;
    }
    CHECK(fully_connected == app.fully_connected);
    CHECK(convolutions == app.convolutions);
    const double macs_per_weight = static_cast<double>(total(workload, macs)) /
                                   static_cast<double>(total(workload, parameter_words));
    CHECK(macs_per_weight == doctest::Approx(app.macs_per_weight).epsilon(0.002));
  }
}

TEST_CASE("the modules of GoogLeNet cost what its paper prints for them") {
  struct Module {
    const char* prefix;
    double mega_macs;
  };
  // Szegedy et al., CVPR 2015, Table 1, column ops, rounded either way. Left out are conv1 (see
  // above) and 5a, which prints 54 M where its own filters give 51 M.
  for (const Module& module : {Module{"conv2", 360},
                               {"inception_3a", 128},
                               {"inception_3b", 304},
                               {"inception_4a", 73},
                               {"inception_4b", 88},
                               {"inception_4c", 100},
                               {"inception_4d", 119},
                               {"inception_4e", 170},
                               {"inception_5b", 71}}) {
    std::int64_t sum = 0;
    const Workload workload = workloads::load_workload("googlenet");
    for (const Layer& layer : workload.layers) {
      if (layer.name.starts_with(module.prefix)) sum += macs(layer);
    }
    CHECK_MESSAGE(std::abs(static_cast<double>(sum) * 1e-6 - module.mega_macs) < 1, module.prefix,
                  " ", sum);
  }
}

TEST_CASE("docs/workloads.md has a row with the true totals of every shipped network") {
  std::ifstream file(std::string(PARETILE_SOURCE_DIR) + "/docs/workloads.md");
  const std::string document{std::istreambuf_iterator<char>(file), {}};
  for (const io::ShippedFile& shipped : workloads::shipped_workloads()) {
    const Workload workload = workloads::load_workload(std::string(shipped.name));
    const std::size_t row = document.find(fmt::format("\n| `{}` | ", shipped.name));
    REQUIRE_MESSAGE(row != std::string::npos, shipped.name);
    const std::string line = document.substr(row + 1, document.find('\n', row + 1) - row - 1);
    const std::string totals = fmt::format(" | {} | {} | ", grouped(total(workload, macs)),
                                           grouped(total(workload, parameter_words)));
    CHECK_MESSAGE(line.find(totals) != std::string::npos, line);
  }
}
