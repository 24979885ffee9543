package dev.fairlead.cli;

import picocli.CommandLine.IVersionProvider;

/// What `--version` prints, from the jar's manifest.
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "fairlead " + (version == null ? "development" : version);
  }
}
