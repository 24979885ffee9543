package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// One attempt at a probe or hook: an HTTP request, a connection or a command.
final class Probe {
  private static final int MAX_HEAD = 16 << 10;

  private Probe() {}

  /// Runs commands inside of the container that is probed.
  interface Inside {
    /// @return the exit status and what was printed
    Result run(List<String> command, Duration timeout) throws IOException;

    /// @param status exit status
    /// @param output the beginning of what was printed
    record Result(int status, String output) {}
  }

  /// Makes one attempt.
  ///
  /// @param action a probe or a lifecycle handler
  /// @param address the Pod's
  /// @param container for the names of its ports
  /// @return the failure as kubelet words it; empty on success
  static Optional<String> attempt(
      JsonNode action, String address, JsonNode container, Duration timeout, Inside inside) {
    try {
      if (action.has("httpGet")) {
        return http(action.path("httpGet"), address, container, timeout);
      }
      if (action.has("tcpSocket")) {
        JsonNode tcp = action.path("tcpSocket");
        return connect(
            tcp.path("host").asText(address), port(tcp.path("port"), container), timeout);
      }
      if (action.has("grpc")) {
        return connect(address, action.path("grpc").path("port").asInt(), timeout);
      }
      if (action.has("exec")) {
        List<String> command = new ArrayList<>();
        action.path("exec").path("command").forEach(word -> command.add(word.asText()));
        Inside.Result result = inside.run(command, timeout);
        return result.status() == 0 ? Optional.empty() : Optional.of(result.output());
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// The number of a port given by number or by name.
  static int port(JsonNode port, JsonNode container) throws IOException {
    if (port.isInt() || port.isLong()) {
      return port.asInt();
    }
    for (JsonNode candidate : container.path("ports")) {
      if (candidate.path("name").asText().equals(port.asText())) {
        return candidate.path("containerPort").asInt();
      }
    }
    try {
      return Integer.parseInt(port.asText());
    } catch (NumberFormatException e) {
      throw new IOException("couldn't find port: " + port.asText(), e);
    }
  }

  private static Optional<String> connect(String host, int port, Duration timeout) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("dial tcp " + host + ":" + port + ": " + cause(e));
    }
  }

  private static Optional<String> http(
      JsonNode get, String address, JsonNode container, Duration timeout) throws IOException {
    String host = get.path("host").asText(address);
    int port = port(get.path("port"), container);
    String path = get.path("path").asText("/");
    path = path.startsWith("/") ? path : "/" + path;
    boolean tls = get.path("scheme").asText("HTTP").equals("HTTPS");
    String url = (tls ? "https" : "http") + "://" + host + ":" + port + path;
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
    String hostHeader = host + ":" + port;
    StringBuilder headers = new StringBuilder();
    boolean agent = false;
    boolean accept = false;
    for (JsonNode header : get.path("httpHeaders")) {
      String name = header.path("name").asText();
      String value = header.path("value").asText().replaceAll("[\r\n]", " ");
      if (name.equalsIgnoreCase("Host")) {
        hostHeader = value;
      } else {
        agent |= name.equalsIgnoreCase("User-Agent");
        accept |= name.equalsIgnoreCase("Accept");
        headers.append(name).append(": ").append(value).append("\r\n");
      }
    }
    request.append("Host: ").append(hostHeader).append("\r\n").append(headers);
    if (!agent) {
      request.append("User-Agent: kube-probe/1.36\r\n");
    }
    if (!accept) {
      request.append("Accept: */*\r\n");
    }
    request.append("Connection: close\r\n\r\n");
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      plain.setSoTimeout((int) timeout.toMillis());
      Socket socket = tls ? trustingAnyone().createSocket(plain, host, port, true) : plain;
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      int status = status(socket.getInputStream());
      return status >= 200 && status < 400
          ? Optional.empty()
          : Optional.of("HTTP probe failed with statuscode: " + status);
    } catch (java.net.SocketTimeoutException _) {
      return Optional.of(
          "Get \""
              + url
              + "\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
    } catch (java.net.ConnectException e) {
      return Optional.of(
          "Get \"" + url + "\": dial tcp " + host + ":" + port + ": connect: " + cause(e));
    } catch (IOException e) {
      return Optional.of("Get \"" + url + "\": " + cause(e));
    }
  }

  private static String cause(IOException e) {
    return e instanceof java.net.ConnectException
        ? "connection refused"
        : String.valueOf(e.getMessage());
  }

  private static int status(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n' && line.length() < MAX_HEAD; c = in.read()) {
      line.append((char) c);
    }
    String[] parts = line.toString().strip().split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/") || !parts[1].matches("\\d{3}")) {
      throw new IOException(
          line.isEmpty() ? "EOF" : "malformed HTTP response \"" + line.toString().strip() + "\"");
    }
    return Integer.parseInt(parts[1]);
  }

  /// Kubelet does not check certificates: it knows the Pod by its address.
  private static SSLSocketFactory trustingAnyone() throws IOException {
    TrustManager trust =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }
}
