package com.ecoeco.chat;

import com.ecoeco.common.HttpError;
import com.ecoeco.common.HttpService;
import com.ecoeco.common.Request;
import com.ecoeco.common.Response;
import com.ecoeco.common.Routes;
import com.ecoeco.common.ServiceInfo;
import com.ecoeco.common.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// 분리배출에 대해 묻고 답하는 대화방. 메시지는 메모리에만 있으므로 replica 는 하나여야 한다.
public final class ChatService {
  private final Rooms rooms;

  ChatService(Rooms rooms) {
    this.rooms = rooms;
  }

  public static void main(String[] arguments) throws IOException {
    HttpService.run(
        ServiceInfo.of("chat", ChatService.class),
        new Settings(System.getenv()),
        new ChatService(new Rooms(Clock.systemUTC())).routes());
  }

  Routes routes() {
    return new Routes()
        .post("/api/v1/chat/rooms/{room}/messages", this::post)
        .get("/api/v1/chat/rooms/{room}/messages", this::read);
  }

  private Response post(Request request) {
    String room = request.path("room");
    String author = request.text("author", 40);
    String text = request.text("text", 2000);
    return rooms
        .post(room, author, text)
        .map(message -> Response.json(201, json(message)))
        .orElseThrow(() -> new HttpError(503, "there are too many rooms"));
  }

  private Response read(Request request) {
    List<Rooms.Message> messages =
        rooms.after(
            request.path("room"),
            request.whole("after", 0),
            Math.clamp(request.whole("limit", 50), 1, 200));
    return Response.ok(Map.of("messages", messages.stream().map(ChatService::json).toList()));
  }

  private static Map<String, Object> json(Rooms.Message message) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", message.id());
    map.put("author", message.author());
    map.put("text", message.text());
    map.put("at", message.at().toString());
    return map;
  }
}
