package dev.fairlead.terraform.config;

/// Which program reads the files.
public enum Distribution {
  TERRAFORM("terraform"),
  OPENTOFU("tofu");

  private final String program;

  Distribution(String program) {
    this.program = program;
  }

  /// The usual name of its program.
  public String program() {
    return program;
  }
}
