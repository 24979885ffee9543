package dev.fairlead.cli.demo;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A plain HTTP/1.1 client that keeps its connection as long as the server lets it, and never tries
/// anything twice: a request that fails is seen to fail. Confined to one thread.
final class KeepAliveClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int LARGEST_BODY = 1 << 20;

  private final InetSocketAddress address;
  private final String host;
  private @Nullable Socket socket;

  KeepAliveClient(String host, int port) {
    this.host = host;
    this.address = new InetSocketAddress(host, port);
  }

  record Answer(int status, String body) {}

  Answer get(String path) throws IOException {
    Socket connection = connection();
    try {
      connection
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: */*\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return read(new BufferedInputStream(connection.getInputStream(), 1));
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private Socket connection() throws IOException {
    if (socket != null) {
      return socket;
    }
    var opened = new Socket();
    try {
      opened.setTcpNoDelay(true);
      opened.setSoTimeout(TIMEOUT_MILLIS);
      opened.connect(address, TIMEOUT_MILLIS);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    socket = opened;
    return opened;
  }

  private Answer read(InputStream in) throws IOException {
    String statusLine = line(in);
    if (!statusLine.startsWith("HTTP/1.")) {
      throw new IOException("not an HTTP answer: " + statusLine);
    }
    int status = Integer.parseInt(statusLine.substring(9, 12));
    int length = 0;
    boolean chunked = false;
    boolean close = false;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      } else if (lower.startsWith("connection:")) {
        close = lower.contains("close");
      }
    }
    String body = chunked ? chunks(in) : text(in, length);
    if (close) {
      close();
    }
    return new Answer(status, body);
  }

  private static String chunks(InputStream in) throws IOException {
    var body = new StringBuilder();
    while (true) {
      int length = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
      body.append(text(in, length));
      String _ = line(in);
      if (length == 0) {
        return body.toString();
      }
    }
  }

  private static String text(InputStream in, int length) throws IOException {
    if (length > LARGEST_BODY) {
      throw new IOException("an answer of " + length + " bytes was not expected");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the connection ended inside an answer");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended before an answer");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException _) {
        // Nothing was left to be sent.
      }
      socket = null;
    }
  }
}
