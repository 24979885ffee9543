package com.ecoeco.location;

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

/// 가까운 수거함을 찾는다.
public final class LocationService {
  private final CollectionPoints points;

  LocationService(CollectionPoints points) {
    this.points = points;
  }

  public static void main(String[] arguments) throws IOException {
    HttpService.run(
        ServiceInfo.of("location", LocationService.class),
        new Settings(System.getenv()),
        new LocationService(CollectionPoints.load()).routes());
  }

  Routes routes() {
    return new Routes().get("/api/v1/location/collection-points", this::nearest);
  }

  private Response nearest(Request request) {
    double latitude = request.decimal("lat");
    double longitude = request.decimal("lon");
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
      throw HttpError.badRequest("lat must be in -90..90 and lon in -180..180");
    }
    List<Map<String, Object>> found =
        points
            .nearest(
                latitude,
                longitude,
                request.query().getOrDefault("accepts", ""),
                Math.clamp(request.whole("limit", 3), 1, 20))
            .stream()
            .map(LocationService::json)
            .toList();
    return Response.ok(Map.of("points", found));
  }

  private static Map<String, Object> json(CollectionPoints.Found found) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", found.point().name());
    map.put("accepts", found.point().accepts());
    map.put("lat", found.point().latitude());
    map.put("lon", found.point().longitude());
    map.put("meters", found.meters());
    return map;
  }
}
