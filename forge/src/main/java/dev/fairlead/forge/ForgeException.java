package dev.fairlead.forge;

/// The forge could not be reached, refused a request, or sent what cannot be understood.
public final class ForgeException extends RuntimeException {

  ForgeException(String message) {
    super(message);
  }

  ForgeException(String message, Throwable cause) {
    super(message, cause);
  }
}
