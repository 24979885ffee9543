package com.ecoeco.location;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/// The collection points that we know, from a table that ships with the service.
final class CollectionPoints {
  private static final double EARTH_RADIUS_METERS = 6_371_008.8;

  record Point(String name, double latitude, double longitude, List<String> accepts) {
    /// A line `name,latitude,longitude,category category…`.
    static Point parse(String line) {
      String[] fields = line.split(",", -1);
      if (fields.length != 4) {
        throw new IllegalArgumentException("expected 4 fields in: " + line);
      }
      return new Point(
          fields[0],
          Double.parseDouble(fields[1]),
          Double.parseDouble(fields[2]),
          List.of(fields[3].split(" ")));
    }
  }

  record Found(Point point, long meters) {}

  private final List<Point> points;

  CollectionPoints(List<Point> points) {
    this.points = List.copyOf(points);
  }

  static CollectionPoints load() {
    try (InputStream table = CollectionPoints.class.getResourceAsStream("points.csv")) {
      return parse(new String(table.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read points.csv from the jar", e);
    }
  }

  static CollectionPoints parse(String table) {
    return new CollectionPoints(
        table
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(Point::parse)
            .toList());
  }

  /// The nearest points that accept a category (any, where it is empty), nearest first.
  List<Found> nearest(double latitude, double longitude, String category, int limit) {
    return points.stream()
        .filter(point -> category.isEmpty() || point.accepts().contains(category))
        .map(point -> new Found(point, meters(point, latitude, longitude)))
        .sorted(Comparator.comparingLong(Found::meters))
        .limit(limit)
        .toList();
  }

  /// The haversine distance: exact enough within a city.
  private static long meters(Point point, double latitude, double longitude) {
    double north = Math.toRadians(point.latitude() - latitude) / 2;
    double east = Math.toRadians(point.longitude() - longitude) / 2;
    double chord =
        Math.pow(Math.sin(north), 2)
            + Math.cos(Math.toRadians(latitude))
                * Math.cos(Math.toRadians(point.latitude()))
                * Math.pow(Math.sin(east), 2);
    return Math.round(2 * EARTH_RADIUS_METERS * Math.asin(Math.sqrt(Math.min(1, chord))));
  }
}
