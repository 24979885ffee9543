package dev.fairlead.store;

/// The database could not be used.
public final class StoreException extends RuntimeException {

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
