package com.ecoeco.character;

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
import java.util.concurrent.ConcurrentHashMap;

/// 분리배출을 할수록 자라는 캐릭터.
public final class CharacterService {
  private static final int MAX_CHARACTERS = 10_000;

  private final Map<String, Growth> byUser = new ConcurrentHashMap<>();

  public static void main(String[] arguments) throws IOException {
    HttpService.run(
        ServiceInfo.of("character", CharacterService.class),
        new Settings(System.getenv()),
        new CharacterService().routes());
  }

  Routes routes() {
    return new Routes()
        .get(
            "/api/v1/character/{user}",
            request -> answer(byUser.getOrDefault(request.path("user"), Growth.EGG), false))
        .post("/api/v1/character/{user}/experience", this::experience);
  }

  private Response experience(Request request) {
    Deed deed = deed(request.text("action", 20));
    String user = request.path("user");
    if (byUser.size() >= MAX_CHARACTERS && !byUser.containsKey(user)) {
      throw new HttpError(503, "there are too many characters");
    }
    Growth grown = byUser.merge(user, Growth.EGG.after(deed), (old, _) -> old.after(deed));
    return answer(grown, grown.level() > grown.before(deed).level());
  }

  private static Deed deed(String action) {
    for (Deed deed : Deed.values()) {
      if (deed.id().equals(action)) {
        return deed;
      }
    }
    throw HttpError.badRequest("unknown action " + action);
  }

  private static Response answer(Growth growth, boolean levelUp) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("experience", growth.experience());
    map.put("level", growth.level());
    map.put("stage", growth.stage());
    map.put("toNextLevel", growth.toNextLevel());
    map.put("levelUp", levelUp);
    return Response.ok(map);
  }
}
