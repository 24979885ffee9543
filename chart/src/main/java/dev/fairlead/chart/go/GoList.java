package dev.fairlead.chart.go;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Go slice.
public final class GoList {
  public static final String ANY = "interface {}";

  private final String element;
  private final boolean nil;
  private final List<@Nullable Object> items;
  private final @Nullable String name;

  private GoList(String element, boolean nil, List<@Nullable Object> items, @Nullable String name) {
    this.element = element;
    this.nil = nil;
    this.items = items;
    this.name = name;
  }

  /// A slice of strings under a named type.
  public static GoList named(String name, List<String> items) {
    return new GoList("string", false, new ArrayList<>(items), name);
  }

  /// A `[]interface{}` of these items. The list is taken over, not copied.
  public static GoList of(List<@Nullable Object> items) {
    return new GoList(ANY, false, items, null);
  }

  /// A slice of another element type.
  public static GoList of(String element, List<? extends @Nullable Object> items) {
    return new GoList(element, false, new ArrayList<>(items), null);
  }

  public static GoList ofStrings(List<String> items) {
    return of("string", items);
  }

  /// A nil slice.
  public static GoList nil(String element) {
    return new GoList(element, true, Collections.emptyList(), null);
  }

  public String element() {
    return element;
  }

  public String type() {
    return name == null ? "[]" + element : name;
  }

  public boolean isNil() {
    return nil;
  }

  public List<@Nullable Object> items() {
    return items;
  }

  public @Nullable Object get(int index) {
    return items.get(index);
  }

  public int size() {
    return items.size();
  }

  /// Whether an element is an interface value.
  public boolean isAny() {
    return element.equals(ANY);
  }
}
