package dev.fairlead.server.http;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.InputStream;
import java.util.Map;

/// Style sheet, scripts and the icon, from the program itself.
final class StaticFiles {
  private static final String OWN = "/dev/fairlead/server/static/";

  /// File name to where it lies on the class path.
  private static final Map<String, String> FILES =
      Map.of(
          "fairlead.css", OWN + "fairlead.css",
          "live.js", OWN + "live.js",
          "theme.js", OWN + "theme.js",
          "icon.svg", OWN + "icon.svg",
          "htmx.min.js", "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js");

  private StaticFiles() {}

  static void serve(Context context) {
    String file = context.pathParam("file");
    String resource = FILES.get(file);
    InputStream content = resource == null ? null : StaticFiles.class.getResourceAsStream(resource);
    if (content == null) {
      throw new NotFoundResponse("There is no file " + file + ".");
    }
    context.contentType(
        file.endsWith(".css")
            ? "text/css; charset=utf-8"
            : file.endsWith(".svg") ? "image/svg+xml" : "text/javascript; charset=utf-8");
    context.header("Cache-Control", "max-age=3600");
    context.result(content);
  }
}
