package dev.fairlead.sandbox.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.IntFunction;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/// Stands before everything that a server answers.
///
/// @param refusal the body, in JSON, of a refusal with a status, as the server's protocol has it
public record DisturbanceFilter(Disturbance disturbance, IntFunction<String> refusal)
    implements Filter {
  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var http = (HttpServletRequest) request;
    String query = http.getQueryString();
    String target = http.getRequestURI() + (query == null ? "" : "?" + query);
    switch (verdict(http.getMethod(), target)) {
      case Disturbance.Verdict.Undisturbed _ -> chain.doFilter(request, response);
      case Disturbance.Verdict.Refused(int status) -> {
        var answer = (HttpServletResponse) response;
        answer.setStatus(status);
        if (status == 429 || status == 503) {
          answer.setHeader("Retry-After", "1");
        }
        answer.setContentType("application/json; charset=utf-8");
        answer.getWriter().write(refusal.apply(status));
      }
      case Disturbance.Verdict.HungUp _ ->
          ServletContextRequest.getServletContextRequest(request)
              .getConnectionMetaData()
              .getConnection()
              .getEndPoint()
              .close();
    }
  }

  private Disturbance.Verdict verdict(String method, String target) throws IOException {
    try {
      return disturbance.of(method, target);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("the server ends").initCause(e);
    }
  }
}
