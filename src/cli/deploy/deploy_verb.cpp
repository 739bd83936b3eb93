// testtracker deploy: one commit of a repository becomes a complete, tested version of an
// environment, or the environment stays as it is. docs/deployment.md.

#include "cli/deploy/build_step.hpp"
#include "cli/deploy/deployment_run.hpp"
#include "cli/deploy/deployment_tests.hpp"
#include "cli/load_settings.hpp"
#include "cli/verbs.hpp"
#include "deploy/git_source.hpp"
#include "deploy/source_tree.hpp"
#include "settings/value_check.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <optional>
#include <string_view>

namespace testtracker::cli {
namespace {

struct DeployOptions {
  std::string environment;
  std::string reference;
  std::string pipeline_id;
  std::string note;
  std::vector<std::string> tests;
  bool no_tests = false;
  std::vector<std::string> artefacts;
  std::vector<std::string> parameters;
};

/// One call of the verb.
class Deploy {
 public:
  Deploy(const DeployOptions& options, const CommonOptions& common)
      : options_(options), common_(common) {}

  Result<int> run() {
    if (const auto sound = split_parameters(options_.parameters); !sound) {
      return sound.error();
    }
    auto opened = DeploymentRun::open(common_, options_.environment);
    if (!opened) {
      return opened.error();
    }
    run_ = *std::move(opened);
    if (!options_.no_tests) {
      tests_.patterns = chosen(options_.tests, "deploy.tests");
    }
    artefacts_ = chosen(options_.artefacts, "deploy.artefacts");
    if (auto begun = begin(); !begun) {
      return begun.error();
    }
    run_->step("fetch", [this] { return fetch(); });
    run_->step("lease", [this] { return run_->take_lease(githash_, Announce::yes); });
    if (!run_->has_failed() && is_complete()) {
      choose_listed_tests();
      for (const char* const name : {"checkout", "build", "import"}) {
        if (is_planned(name)) {
          run_->skip(name, "the version is complete already");
        }
      }
    } else {
      make_version();
    }
    if (!tests_.patterns.empty()) {
      run_->step("test",
                 [this] { return run_->run_tests(manifest_, tests_, options_.parameters); });
    }
    run_->step("activate", [this] { return run_->activate(manifest_); });
    return run_->end([this] { attach_all(); });
  }

 private:
  [[nodiscard]] std::vector<std::string> chosen(const std::vector<std::string>& given,
                                                const std::string& setting) const {
    return given.empty() ? run_->settings().list(setting) : given;
  }

  [[nodiscard]] bool has_build() const { return run_->settings().is_set("deploy.build_command"); }
  [[nodiscard]] bool is_planned(const std::string& step) const {
    return step != "build" || has_build();
  }

  Result<deploy::GitSource> source() {
    const auto cache = mirror_cache(run_->settings());
    if (!cache) {
      return cache.error();
    }
    deploy::GitOptions git;
    git.repository = repository_;
    git.cache = *cache;
    git.work = run_->work().path();
    git.token = run_->settings().text("deploy.git_token");
    git.needs_history = has_build();
    auto secrets = run_->secrets();
    if (!secrets) {
      return secrets.error();
    }
    git.secrets = *std::move(secrets);
    return deploy::GitSource::create(std::move(git), run_->child_runner());
  }

  Result<void> begin() {
    const std::string& given = run_->settings().text("deploy.repository");
    auto repository = deploy::repository_of(given.empty() ? project_directory(".") : given);
    if (!repository) {
      return repository.error();
    }
    repository_ = *std::move(repository);
    DeploymentFacts facts;
    facts.verb = "deploy";
    facts.environment = options_.environment;
    facts.repository = settings::without_credentials(repository_);
    facts.reference = options_.reference;
    facts.needs_run = true;
    std::vector<std::string> steps = {"fetch", "lease", "checkout", "build", "import", "activate"};
    steps.erase(std::remove_if(steps.begin(), steps.end(),
                               [this](const auto& step) { return !is_planned(step); }),
                steps.end());
    if (!tests_.patterns.empty()) {
      steps.insert(steps.end() - 1, "test");
    }
    auto begun = run_->begin(facts, options_.note, steps);
    if (begun) {
      run_->param("pipeline_id", options_.pipeline_id);
      run_->param("reference", options_.reference);
    }
    return begun;
  }

  Result<std::string> fetch() {
    auto made = source();
    if (!made) {
      return made.error();
    }
    git_.emplace(*std::move(made));
    // What is looked up is deployed, also when the branch moves meanwhile. What cannot be looked up
    // is told by the fetch.
    const auto known = git_->look_up(options_.reference);
    const std::string named = known ? known->value_or("") : "";
    auto hash = git_->fetch(named.empty() ? options_.reference : named);
    if (!hash && hash.error().code == ErrorCode::not_found && !named.empty()) {
      hash = git_->fetch(options_.reference);
    }
    if (!hash) {
      return hash;
    }
    githash_ = *hash;
    if (auto told = run_->set_githash(githash_); !told) {
      return told.error();
    }
    return options_.reference == githash_ ? githash_ : options_.reference + " is " + githash_;
  }

  /// Fills the manifest of a version that is complete and as the manifest says.
  bool is_complete() {
    const auto text = run_->target().read_manifest(run_->version());
    if (text && !*text) {
      return false;
    }
    // From here on somebody may be running it: whatever is wrong with it is mended where it stands.
    is_damaged_ = true;
    auto manifest = text ? deploy::parse_manifest(**text) : Result<deploy::Manifest>(text.error());
    const auto changes = manifest ? run_->changes_of(*manifest) : manifest.error();
    if (!changes || !changes->empty()) {
      run_->say("the version was changed after it was complete and is mended: " +
                (changes ? *changes : changes.error().message));
      return false;
    }
    is_damaged_ = false;
    manifest_ = *std::move(manifest);
    return true;
  }

  /// Of a commit whose tests nobody named, those that it lists itself.
  void choose_listed_tests() {
    if (!tests_.patterns.empty() || options_.no_tests) {
      return;
    }
    std::vector<std::string> remarks;
    tests_ = listed_tests(manifest_.notebooks, remarks);
    for (const auto& remark : remarks) {
      run_->say(remark);
    }
  }

  void make_version() {
    run_->step("checkout", [this] { return check_out(); });
    if (has_build()) {
      run_->step("build", [this] { return build(); });
    }
    run_->step("import", [this] { return import(); });
  }

  Result<std::string> check_out() {
    const std::string folder = run_->work().path() + "/source";
    if (auto done = git_->check_out(githash_, folder); !done) {
      return done.error();
    }
    const auto paths = git_->files_of(folder);
    if (!paths) {
      return paths.error();
    }
    auto tree = deploy::read_source_tree(folder, *paths, run_->settings().list("deploy.exclude"));
    if (!tree) {
      return tree.error();
    }
    for (const auto& remark : tree->remarks) {
      run_->say(remark);
    }
    files_ = std::move(tree->files);
    auto notebooks = read_commit_tests(folder);
    if (!notebooks) {
      return notebooks.error();
    }
    manifest_.notebooks = *std::move(notebooks);
    choose_listed_tests();
    if (const auto tests = tests_of(files_, tests_, run_->settings()); !tests) {
      return tests.error();  // before anything is written
    }
    return fmt::format("{} files, {} of them notebooks", files_.size(),
                       std::count_if(files_.begin(), files_.end(), [](const auto& file) {
                         return file.kind == deploy::FileKind::notebook;
                       }));
  }

  Result<std::string> build() {
    // Apart from the source: what a build changes there is not what the commit says.
    const std::string folder = run_->work().path() + "/build";
    if (auto done = git_->check_out(githash_, folder); !done) {
      return done.error();
    }
    auto secrets = run_->secrets();
    if (!secrets) {
      return secrets.error();
    }
    BuildStep step(run_->settings(), run_->variables(), *std::move(secrets));
    auto built = step.run(folder, run_->child_runner(),
                          [this](std::string_view output) { run_->show(output); });
    run_->attach("build.log", step.log());
    if (!built) {
      return built.error();
    }
    auto found = deploy::find_artefacts(folder, artefacts_);
    if (!found) {
      return found.error();
    }
    built_ = *std::move(found);
    return fmt::format("{} artefacts", built_.size());
  }

  Result<std::string> import() {
    const deploy::Version version = run_->version();
    deploy::DeployTarget& target = run_->target();
    manifest_.version = version;
    manifest_.run_id = run_->id();
    manifest_.repository = settings::without_credentials(repository_);
    manifest_.reference = options_.reference;
    manifest_.created = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
    manifest_.files = files_;
    manifest_.artefacts = built_;
    // Half a version, which somebody left, goes.
    auto done = is_damaged_ ? Result<void>() : target.remove_version(version);
    if (done) {
      done = target.make_folders(version, deploy::folders_of(files_));
    }
    if (done) {
      done = target.import_files(version, files_, run_->import_hooks(files_.size()));
    }
    if (done && !built_.empty()) {
      done = target.put_artefacts(version, built_, run_->import_hooks(built_.size()));
    }
    if (done) {
      done = target.write_manifest(version, deploy::to_text(manifest_));
    }
    return done ? Result<std::string>(target.location(version)) : done.error();
  }

  void attach_all() {
    if (!manifest_.files.empty()) {
      run_->param("location", run_->target().location(run_->version()));
      run_->attach("manifest.json", deploy::to_text(manifest_));
    }
    if (git_ && !githash_.empty()) {
      if (const auto commits = git_->commits_between(run_->previous(), githash_); commits) {
        run_->attach("commits.txt", *commits);
      }
    }
  }

  const DeployOptions& options_;
  const CommonOptions& common_;
  std::unique_ptr<DeploymentRun> run_;
  std::string repository_;
  std::optional<deploy::GitSource> git_;
  TestChoice tests_;
  std::vector<std::string> artefacts_;
  std::string githash_;
  bool is_damaged_ = false;  // a complete version is not as its manifest says
  std::vector<deploy::VersionFile> files_;
  std::vector<deploy::Artefact> built_;
  deploy::Manifest manifest_;
};

void add_options(CLI::App& verb, DeployOptions& options, CommonOptions& common) {
  verb.add_option("--env", options.environment, "Environment that gets the version")
      ->type_name("NAME")
      ->required();
  verb.add_option("--ref", options.reference, "Branch, tag or hash of the commit")
      ->type_name("REF")
      ->required();
  verb.add_option("--pipeline-id", options.pipeline_id, "What deploys it, for the run")
      ->type_name("TEXT");
  verb.add_option("--note", options.note, "Why, for the run and the ledger")->type_name("TEXT");
  verb.add_option("--test", options.tests,
                  "Notebooks and scripts of the version that must pass; may be repeated")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  verb.add_flag("--no-tests", options.no_tests,
                "Run none, also not those that the commit's testtracker.toml lists")
      ->excludes("--test");
  verb.add_option("--param", options.parameters, "A parameter of every test; may be repeated")
      ->type_name("NAME=TEXT")
      ->allow_extra_args(false);
  verb.add_option("--artefact", options.artefacts,
                  "Files of the build that the version keeps; may be repeated")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  add_settings_of_verb(verb, "deploy", common);
  add_settings_of_verb(verb, "deployments", common);
  add_settings_of_verb(verb, "notebook", common);
}

}  // namespace

void add_deploy(Program& program) {
  const auto options = std::make_shared<DeployOptions>();
  CLI::App& verb = program.add_verb(
      {"deploy", "Make one commit the tested version of an environment",
       [options, &common = program.common()] { return Deploy(*options, common).run(); }});
  verb.footer("  testtracker deploy --env staging --ref main --test 'tests/*'");
  add_options(verb, *options, program.common());
}

}  // namespace testtracker::cli
