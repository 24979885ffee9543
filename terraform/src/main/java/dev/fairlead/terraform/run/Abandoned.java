package dev.fairlead.terraform.run;

/// The program is being stopped: what is at work is left as it is, and found again by the next
/// start. It is no error of the work.
public final class Abandoned extends RuntimeException {
  public Abandoned() {
    super("stopped; the next start goes on");
  }

  /// To be called where something failed: an interrupted thread closes the files that it reads.
  public static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new Abandoned();
    }
  }
}
