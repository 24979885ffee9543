package com.ecoeco.scan;

import com.ecoeco.common.HttpError;
import com.ecoeco.common.HttpService;
import com.ecoeco.common.Request;
import com.ecoeco.common.Response;
import com.ecoeco.common.Routes;
import com.ecoeco.common.ServiceInfo;
import com.ecoeco.common.Settings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// 사진에서 읽은 이름표(labels)로 폐기물의 종류를 정한다.
public final class ScanService {
  private static final int MAX_LABELS = 50;

  private final Classifier classifier = new Classifier();

  public static void main(String[] arguments) throws IOException {
    HttpService.run(
        ServiceInfo.of("scan", ScanService.class),
        new Settings(System.getenv()),
        new ScanService().routes());
  }

  Routes routes() {
    return new Routes()
        .post("/api/v1/scan/classify", this::classify)
        .get(
            "/api/v1/scan/categories",
            _ ->
                Response.ok(
                    Map.of(
                        "categories",
                        List.of(Category.values()).stream()
                            .map(category -> Map.of("id", category.id(), "name", category.korean()))
                            .toList())));
  }

  private Response classify(Request request) {
    if (!(request.object().get("labels") instanceof List<?> labels)
        || labels.isEmpty()
        || labels.size() > MAX_LABELS
        || !labels.stream().allMatch(String.class::isInstance)) {
      throw HttpError.badRequest("field labels must be a list of 1 to " + MAX_LABELS + " texts");
    }
    Classifier.Result result =
        classifier.classify(labels.stream().map(String.class::cast).toList());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("category", result.category().id());
    answer.put("name", result.category().korean());
    answer.put("confidence", result.confidence());
    answer.put("matched", result.matched());
    return Response.ok(answer);
  }
}
