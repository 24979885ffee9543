package dev.fairlead.actions.runner;

import dev.fairlead.model.Endpoints;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// How a runner is set up.
///
/// @param name `runner.name`
/// @param concurrentJobs how many jobs run at once, over all runs
/// @param labels what `runs-on` may ask for besides the usual ones of GitHub's Linux runners
/// @param serverUrl what users' files call the forge, such as `https://github.com`
/// @param environment variables for every step; PATH among them. Nothing else of this process's
///   environment is passed on
/// @param homeFiles path below the job's private HOME to a file that is copied there if it exists,
///   such as `.m2/settings.xml`
/// @param toolCache where tools and the cache action's entries are kept between jobs
/// @param switchedOff built-in actions that are not to be used, such as `actions/cache`; they are
///   then looked up like any other action
public record RunnerConfiguration(
    String name,
    int concurrentJobs,
    Set<String> labels,
    String serverUrl,
    Endpoints endpoints,
    Map<String, String> environment,
    Map<String, Path> homeFiles,
    Path toolCache,
    Set<String> switchedOff) {

  public RunnerConfiguration {
    labels = Set.copyOf(labels);
    environment = new LinkedHashMap<>(environment);
    homeFiles = Map.copyOf(homeFiles);
    switchedOff = Set.copyOf(switchedOff);
  }

  /// One job per core, `https://github.com`, and of the given environment only what finds programs:
  /// PATH, JAVA_HOME and its versions, LANG, TZ, proxies. Maven keeps the machine's settings and
  /// local repository.
  public static RunnerConfiguration standard(
      Map<String, String> processEnvironment, Endpoints endpoints, Path toolCache) {
    Map<String, String> kept = new LinkedHashMap<>();
    processEnvironment.forEach((name, value) -> {
      if (name.equals("PATH")
          || name.startsWith("JAVA_HOME")
          || name.equals("LANG")
          || name.equals("LC_ALL")
          || name.equals("TZ")
          || name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy")) {
        kept.put(name, value);
      }
    });
    kept.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin");
    Map<String, Path> homeFiles = new LinkedHashMap<>();
    String home = processEnvironment.getOrDefault("HOME", "");
    if (!home.isEmpty()) {
      homeFiles.put(".m2/settings.xml", Path.of(home, ".m2", "settings.xml"));
      kept.put("MAVEN_OPTS", "-Dmaven.repo.local=" + Path.of(home, ".m2", "repository"));
    }
    return new RunnerConfiguration(
        "fairlead",
        Runtime.getRuntime().availableProcessors(),
        Set.of(),
        "https://github.com",
        endpoints,
        kept,
        homeFiles,
        toolCache,
        Set.of());
  }

  public RunnerConfiguration withEnvironment(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(name, value);
    return new RunnerConfiguration(
        this.name,
        concurrentJobs,
        labels,
        serverUrl,
        endpoints,
        more,
        homeFiles,
        toolCache,
        switchedOff);
  }

  public RunnerConfiguration withHomeFile(String path, Path file) {
    Map<String, Path> more = new LinkedHashMap<>(homeFiles);
    more.put(path, file);
    return new RunnerConfiguration(
        name,
        concurrentJobs,
        labels,
        serverUrl,
        endpoints,
        environment,
        more,
        toolCache,
        switchedOff);
  }

  public RunnerConfiguration withConcurrentJobs(int jobs) {
    return new RunnerConfiguration(
        name, jobs, labels, serverUrl, endpoints, environment, homeFiles, toolCache, switchedOff);
  }
}
