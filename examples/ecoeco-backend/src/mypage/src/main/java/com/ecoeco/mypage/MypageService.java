package com.ecoeco.mypage;

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

/// 사용자의 프로필과 모은 포인트.
public final class MypageService {
  private final Profiles profiles = new Profiles();

  public static void main(String[] arguments) throws IOException {
    HttpService.run(
        ServiceInfo.of("mypage", MypageService.class),
        new Settings(System.getenv()),
        new MypageService().routes());
  }

  Routes routes() {
    return new Routes()
        .get("/api/v1/mypage/profiles/{user}", request -> answer(profiles.find(user(request))))
        .put("/api/v1/mypage/profiles/{user}", this::put)
        .post("/api/v1/mypage/profiles/{user}/points", this::addPoints);
  }

  private Response put(Request request) {
    String nickname = request.text("nickname", 20);
    String region = request.text("region", 40);
    return answer(profiles.put(user(request), nickname, region));
  }

  private Response addPoints(Request request) {
    if (!(request.object().get("points") instanceof Long points) || points < 1 || points > 1000) {
      throw HttpError.badRequest("field points must be a whole number from 1 to 1000");
    }
    return answer(profiles.addPoints(user(request), points));
  }

  private static String user(Request request) {
    String user = request.path("user");
    if (!user.matches("[A-Za-z0-9_-]{1,64}")) {
      throw HttpError.badRequest("not a user: " + user);
    }
    return user;
  }

  private static Response answer(java.util.Optional<Profiles.Profile> found) {
    Profiles.Profile profile =
        found.orElseThrow(() -> HttpError.notFound("this user has no profile yet"));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("user", profile.user());
    map.put("nickname", profile.nickname());
    map.put("region", profile.region());
    map.put("points", profile.points());
    map.put("grade", profile.grade());
    return Response.ok(map);
  }
}
