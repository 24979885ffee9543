package dev.fairlead.terraform.run;

/// The program is being stopped: what is at work is left as it is, and found again by the next
/// start. It is no error of the work.
public final class Abandoned extends RuntimeException {
  public Abandoned() {
    super("stopped; the next start goes on");
  }
}
