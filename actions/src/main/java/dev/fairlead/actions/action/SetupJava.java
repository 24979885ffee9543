package dev.fairlead.actions.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `actions/setup-java` with the JDKs of this machine; nothing is downloaded.
final class SetupJava implements BuiltIn {
  private static final Pattern TOOL_VERSIONS = Pattern.compile("(?m)^java\\s+(\\S+)");
  private static final Pattern SDKMAN = Pattern.compile("(?m)^java=(\\S+)");

  @Override
  public Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    for (String name :
        List.of(
            "distribution",
            "java-version",
            "java-version-file",
            "architecture",
            "jdk-file",
            "server-username",
            "server-password",
            "mvn-server-credentials",
            "mvn-repositories",
            "settings-path",
            "gpg-private-key",
            "gpg-passphrase",
            "gpg-passphrase-env-var",
            "cache",
            "cache-jdk",
            "cache-path",
            "cache-dependency-path",
            "mvn-toolchain-id",
            "mvn-toolchain-vendor",
            "token")) {
      inputs.put(name, "");
    }
    inputs.put("java-package", "jdk");
    inputs.put("check-latest", "false");
    inputs.put("force-download", "false");
    inputs.put("set-default", "true");
    inputs.put("verify-signature", "false");
    inputs.put("server-id", "github");
    inputs.put("server-username-env-var", "GITHUB_ACTOR");
    inputs.put("server-password-env-var", "GITHUB_TOKEN");
    inputs.put("overwrite-settings", "true");
    inputs.put("cache-read-only", "false");
    inputs.put("problem-matcher", "true");
    return inputs;
  }

  /// @param version as the JDK's `release` file gives it, such as `25.0.3+9`
  private record Jdk(Path home, String version, String vendor) {
    int major() {
      Matcher matcher = Pattern.compile("(?:1\\.)?([0-9]+)").matcher(version);
      return matcher.lookingAt() ? Integer.parseInt(matcher.group(1)) : 0;
    }
  }

  @Override
  public void run(ActionContext context) {
    List<String> versions = new ArrayList<>(context.lines("java-version"));
    if (versions.isEmpty() && !context.input("java-version-file").isEmpty()) {
      versions.add(fromFile(context));
    }
    if (versions.isEmpty()) {
      throw new ActionException("no Java version: give 'java-version' or 'java-version-file'");
    }
    List<Jdk> installed = installed(context);
    for (int i = 0; i < versions.size(); i++) {
      Jdk jdk = choose(versions.get(i), installed);
      boolean last = i == versions.size() - 1;
      use(context, jdk, last && context.flag("set-default"));
      if (last) {
        context.output("distribution", context.input("distribution"));
        context.output("version", jdk.version());
        context.output("path", jdk.home().toString());
        toolchains(context, versions, installed);
      }
    }
    if (!context.input("cache").isEmpty()) {
      context.output("cache-hit", "true");
      context.log(
          "Dependencies of "
              + context.input("cache")
              + " are kept in this machine's own repository; nothing to restore.");
    }
    settings(context);
  }

  private static void use(ActionContext context, Jdk jdk, boolean standard) {
    String architecture = architecture();
    context.environment("JAVA_HOME_" + jdk.major() + "_" + architecture, jdk.home().toString());
    if (standard) {
      context.environment("JAVA_HOME", jdk.home().toString());
      context.path(jdk.home().resolve("bin"));
    }
    context.log("Java " + jdk.version() + " (" + jdk.vendor() + ") of " + jdk.home());
  }

  static String architecture() {
    String name = System.getProperty("os.arch", "amd64");
    return name.equals("aarch64")
        ? "ARM64"
        : name.equals("amd64") ? "X64" : name.toUpperCase(java.util.Locale.ROOT);
  }

  private static String fromFile(ActionContext context) {
    Path file = context.workspace().resolve(context.input("java-version-file"));
    try {
      String text = Files.readString(file);
      Matcher tools = TOOL_VERSIONS.matcher(text);
      Matcher sdkman = SDKMAN.matcher(text);
      String version =
          tools.find() ? tools.group(1) : sdkman.find() ? sdkman.group(1) : text.strip();
      return version.replaceFirst("^[a-z]+-", "").replaceFirst("-[a-z]+$", "");
    } catch (IOException e) {
      throw new ActionException(
          "cannot read the Java version from " + file + ": " + e.getMessage(), e);
    }
  }

  private static Jdk choose(String wanted, List<Jdk> installed) {
    String version = wanted.strip().replaceFirst("-ea$", "").replaceFirst("^1\\.8", "8");
    List<Jdk> fitting =
        installed.stream()
            .filter(jdk ->
                version.equals("latest")
                    || Integer.toString(jdk.major()).equals(version.replaceFirst("\\.x$", ""))
                    || jdk.version().equals(version)
                    || jdk.version().startsWith(version + ".")
                    || jdk.version().startsWith(version + "+"))
            .toList();
    if (fitting.isEmpty()) {
      throw new ActionException(
          "there is no Java "
              + wanted
              + " on this machine; found: "
              + (installed.isEmpty()
                  ? "none"
                  : String.join(
                      ", ",
                      installed.stream().map(jdk -> jdk.version() + " in " + jdk.home()).toList()))
              + "; install it, or ask for one of these");
    }
    return fitting.stream().max(java.util.Comparator.comparingInt(Jdk::major)).orElseThrow();
  }

  private static List<Jdk> installed(ActionContext context) {
    Set<Path> candidates = new LinkedHashSet<>();
    context
        .environment()
        .forEach((name, value) -> {
          if (name.startsWith("JAVA_HOME") && !value.isEmpty()) {
            candidates.add(Path.of(value));
          }
        });
    candidates.add(Path.of(System.getProperty("java.home")));
    for (Path folder :
        List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/opt/java"),
            Path.of(System.getProperty("user.home"), ".sdkman/candidates/java"),
            context.toolCache().resolve("jdk"))) {
      if (Files.isDirectory(folder)) {
        try (var children = Files.list(folder)) {
          children.sorted().forEach(candidates::add);
        } catch (IOException _) {
          // A folder that cannot be read has nothing to offer.
        }
      }
    }
    Map<Path, Jdk> found = new LinkedHashMap<>();
    for (Path candidate : candidates) {
      if (!Files.isExecutable(candidate.resolve("bin/javac"))) {
        continue;
      }
      try {
        Path home = candidate.toRealPath();
        Properties release = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve("release"))) {
          release.load(reader);
        }
        String version =
            release
                .getProperty("JAVA_RUNTIME_VERSION", release.getProperty("JAVA_VERSION", ""))
                .replace("\"", "");
        found.putIfAbsent(
            home,
            new Jdk(
                home, version, release.getProperty("IMPLEMENTOR", "unknown").replace("\"", "")));
      } catch (IOException _) {
        // No JDK of a kind that says what it is.
      }
    }
    return List.copyOf(found.values());
  }

  private static void toolchains(
      ActionContext context, List<String> versions, List<Jdk> installed) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?>\n<toolchains>\n");
    for (String version : versions) {
      Jdk jdk = choose(version, installed);
      String vendor =
          context.input("mvn-toolchain-vendor").isEmpty()
              ? context.input("distribution")
              : context.input("mvn-toolchain-vendor");
      xml.append("  <toolchain>\n    <type>jdk</type>\n    <provides>\n      <version>")
          .append(jdk.major())
          .append("</version>\n      <vendor>")
          .append(vendor)
          .append("</vendor>\n      <id>")
          .append(vendor)
          .append('_')
          .append(version)
          .append("</id>\n    </provides>\n    <configuration>\n      <jdkHome>")
          .append(jdk.home())
          .append("</jdkHome>\n    </configuration>\n  </toolchain>\n");
    }
    write(
        context,
        context.home().resolve(".m2/toolchains.xml"),
        xml.append("</toolchains>\n").toString());
  }

  /// A settings file with the server's login by environment variables; the machine's own settings,
  /// when the job was given some, stay.
  private static void settings(ActionContext context) {
    Path folder =
        context.input("settings-path").isEmpty()
            ? context.home().resolve(".m2")
            : context.workspace().resolve(context.input("settings-path"));
    Path file = folder.resolve("settings.xml");
    boolean asked =
        context.given("server-id")
            || context.given("server-username")
            || context.given("server-username-env-var")
            || context.given("settings-path");
    if (Files.exists(file) && !asked) {
      context.log(file + " of this machine stays.");
      return;
    }
    String user = or(context.input("server-username"), context.input("server-username-env-var"));
    String password =
        or(context.input("server-password"), context.input("server-password-env-var"));
    String server =
        "<server><id>"
            + context.input("server-id")
            + "</id><username>${env."
            + user
            + "}</username><password>${env."
            + password
            + "}</password></server>";
    String text;
    try {
      text = Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new ActionException("cannot read " + file + ": " + e.getMessage(), e);
    }
    if (text.contains("<servers>")) {
      text = text.replaceFirst("<servers>", Matcher.quoteReplacement("<servers>" + server));
    } else if (text.contains("</settings>")) {
      text = text.replace("</settings>", "<servers>" + server + "</servers></settings>");
    } else {
      text =
          "<settings"
              + " xmlns=\"http://maven.apache.org/SETTINGS/1.0.0\"><interactiveMode>false</interactiveMode><servers>"
              + server
              + "</servers></settings>\n";
    }
    write(context, file, text);
  }

  private static String or(String one, String other) {
    return one.isEmpty() ? other : one;
  }

  private static void write(ActionContext context, Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
      context.log("Wrote " + file);
    } catch (IOException e) {
      throw new ActionException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
