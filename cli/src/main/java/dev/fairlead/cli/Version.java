package dev.fairlead.cli;

import picocli.CommandLine.IVersionProvider;

/// What `--version` prints, from the jar's manifest.
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"fairlead " + (version == null ? "development" : version)};
  }
}
