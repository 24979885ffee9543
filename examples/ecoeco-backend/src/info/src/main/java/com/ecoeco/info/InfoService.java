package com.ecoeco.info;

import com.ecoeco.common.HttpError;
import com.ecoeco.common.HttpService;
import com.ecoeco.common.Request;
import com.ecoeco.common.Response;
import com.ecoeco.common.Routes;
import com.ecoeco.common.ServiceInfo;
import com.ecoeco.common.Settings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// 무엇을 어떻게 버리는지 알려 준다.
public final class InfoService {
  private final Rules rules = new Rules();

  public static void main(String[] arguments) throws IOException {
    HttpService.run(
        ServiceInfo.of("info", InfoService.class),
        new Settings(System.getenv()),
        new InfoService().routes());
  }

  Routes routes() {
    return new Routes()
        .get(
            "/api/v1/info/rules",
            _ -> Response.ok(Map.of("rules", rules.all().stream().map(InfoService::json).toList())))
        .get("/api/v1/info/rules/{category}", this::rule);
  }

  private Response rule(Request request) {
    String category = request.path("category");
    return rules
        .find(category)
        .map(rule -> Response.ok(json(rule)))
        .orElseThrow(() ->
            HttpError.notFound("no rule for " + category + "; there are " + rules.categories()));
  }

  private static Map<String, Object> json(Rules.Rule rule) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("category", rule.category());
    map.put("title", rule.title());
    map.put("steps", rule.steps());
    map.put("notWith", rule.notWith());
    return map;
  }
}
