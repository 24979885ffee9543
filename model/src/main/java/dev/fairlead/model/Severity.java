package dev.fairlead.model;

/// How much a finding weighs: an error stops a delivery, a warning is shown, a notice informs.
public enum Severity {
  ERROR,
  WARNING,
  NOTICE
}
