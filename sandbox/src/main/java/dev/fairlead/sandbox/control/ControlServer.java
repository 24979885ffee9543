package dev.fairlead.sandbox.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Secret;
import dev.fairlead.sandbox.faults.Fault;
import dev.fairlead.sandbox.faults.Faults;
import dev.fairlead.sandbox.http.LoopbackServer;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// The sandbox's own API, for `fairlead sandbox fault` and for tests; a bearer token lets in.
///
/// | request | what it does |
/// |---|---|
/// | `GET /faults` | lists the faults in force |
/// | `POST /faults` | puts one in force ([FaultJson]); answers it with its id |
/// | `DELETE /faults`, `DELETE /faults/{id}` | ends all, or one |
/// | `POST /watches/drop` | cuts every watch of the cluster off |
/// | `POST /pods/{namespace}/{name}/kill` | kills a Pod's processes |
/// | `POST /nodes/{name}/take`, `POST /nodes/{name}/return` | takes a node away, brings it back |
///
/// Refusals are `{"error": "…"}` with 400, 401 or 404.
public final class ControlServer implements AutoCloseable {
  private final ObjectMapper json = new ObjectMapper();
  private final Secret token;
  private final Faults faults;
  private final ControlPort sandbox;
  private final LoopbackServer http;

  private ControlServer(String host, Secret token, Faults faults, ControlPort sandbox) {
    this.token = token;
    this.faults = faults;
    this.sandbox = sandbox;
    this.http = LoopbackServer.start(host, 0, null, null, this::routes);
  }

  /// Starts it on any free port.
  public static ControlServer start(String host, Secret token, Faults faults, ControlPort sandbox) {
    return new ControlServer(host, token, faults, sandbox);
  }

  /// `http://host:port`.
  public String url() {
    return http.baseUrl();
  }

  @Override
  public void close() {
    http.close();
  }

  private void routes(JavalinConfig config) {
    config.routes.before(this::authenticate);
    config.routes.get("/faults", this::list);
    config.routes.post("/faults", this::add);
    config.routes.delete(
        "/faults",
        ctx -> {
          faults.clear();
          done(ctx);
        });
    config.routes.delete(
        "/faults/{id}",
        ctx -> found(ctx, faults.clear(ctx.pathParam("id")), "no fault " + ctx.pathParam("id")));
    config.routes.post(
        "/watches/drop",
        ctx -> {
          sandbox.dropWatches();
          done(ctx);
        });
    config.routes.post("/pods/{namespace}/{name}/kill", this::kill);
    config.routes.post(
        "/nodes/{name}/take",
        ctx -> found(ctx, sandbox.takeNode(node(ctx)), "no node " + node(ctx)));
    config.routes.post(
        "/nodes/{name}/return",
        ctx ->
            found(ctx, sandbox.returnNode(node(ctx)), "node " + node(ctx) + " was not taken away"));
    config.routes.exception(Refusal.class, (refusal, ctx) -> refuse(ctx, refusal));
    config.routes.exception(
        IllegalArgumentException.class,
        (e, ctx) -> refuse(ctx, new Refusal(400, String.valueOf(e.getMessage()))));
  }

  private static String node(Context ctx) {
    return ctx.pathParam("name");
  }

  private void authenticate(Context ctx) {
    String given = String.valueOf(ctx.header("Authorization"));
    String wanted = "Bearer " + token.reveal();
    if (!MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8))) {
      throw new Refusal(401, "the control token of sandbox.json is needed");
    }
  }

  private void list(Context ctx) {
    var list = json.createArrayNode();
    faults.list().forEach(fault -> list.add(FaultJson.write(fault)));
    answer(ctx, 200, list);
  }

  private void add(Context ctx) {
    JsonNode body;
    try {
      body = json.readTree(ctx.body());
    } catch (JsonProcessingException e) {
      throw new Refusal(400, "the body is not JSON: " + e.getOriginalMessage());
    }
    FaultJson.Wish wish = FaultJson.read(body);
    Fault fault = faults.add(wish.scope(), wish.effect(), wish.times(), wish.duration());
    answer(ctx, 201, FaultJson.write(fault));
  }

  private void kill(Context ctx) {
    String namespace = ctx.pathParam("namespace");
    String name = ctx.pathParam("name");
    found(
        ctx, sandbox.killPod(namespace, name), "no Pod %s/%s runs here".formatted(namespace, name));
  }

  private void found(Context ctx, boolean found, String otherwise) {
    if (!found) {
      throw new Refusal(404, otherwise);
    }
    done(ctx);
  }

  private void done(Context ctx) {
    answer(ctx, 200, json.createObjectNode());
  }

  private void refuse(Context ctx, Refusal refusal) {
    ObjectNode body = json.createObjectNode().put("error", refusal.getMessage());
    answer(ctx, refusal.status, body);
  }

  private static void answer(Context ctx, int status, JsonNode body) {
    ctx.status(status).contentType("application/json").result(body.toString());
  }

  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    Refusal(int status, String message) {
      super(message);
      this.status = status;
    }
  }
}
