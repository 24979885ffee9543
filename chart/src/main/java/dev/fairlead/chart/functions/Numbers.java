package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.integer;
import static dev.fairlead.chart.functions.Arguments.rest;
import static dev.fairlead.chart.functions.Arguments.toFloat64;
import static dev.fairlead.chart.functions.Arguments.toInt64;

import dev.fairlead.chart.go.Budget;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoFormat;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/// Sprig's numbers (`numeric.go`).
final class Numbers {

  private Numbers() {}

  static void register(Registry registry) {
    registry.fixed("int", a -> new GoInt(toInt64(a[0])), GoType.ANY);
    registry.fixed("int64", a -> toInt64(a[0]), GoType.ANY);
    registry.fixed("float64", a -> toFloat64(a[0]), GoType.ANY);
    registry.fixed("toDecimal", a -> octal(GoFormat.print(a[0])), GoType.ANY);
    registry.fixed("add1", a -> toInt64(a[0]) + 1, GoType.ANY);
    registry.variadic("add", a -> fold(0, a, (x, y) -> x + y), GoType.ANY);
    registry.fixed("sub", a -> toInt64(a[0]) - toInt64(a[1]), GoType.ANY, GoType.ANY);
    registry.fixed("div", a -> divide(a[0], a[1], false), GoType.ANY, GoType.ANY);
    registry.fixed("mod", a -> divide(a[0], a[1], true), GoType.ANY, GoType.ANY);
    registry.variadic(
        "mul", a -> fold(toInt64(a[0]), rest(a, 1), (x, y) -> x * y), GoType.ANY, GoType.ANY);
    registry.variadic(
        "max", a -> fold(toInt64(a[0]), rest(a, 1), Math::max), GoType.ANY, GoType.ANY);
    registry.variadic(
        "biggest", a -> fold(toInt64(a[0]), rest(a, 1), Math::max), GoType.ANY, GoType.ANY);
    registry.variadic(
        "min", a -> fold(toInt64(a[0]), rest(a, 1), Math::min), GoType.ANY, GoType.ANY);
    registry.fixed(
        "add1f",
        a -> decimals(a[0], new @Nullable Object[] {new GoInt(1)}, BigDecimal::add),
        GoType.ANY);
    registry.variadic("addf", a -> decimals(0.0, a, BigDecimal::add), GoType.ANY);
    registry.variadic(
        "subf", a -> decimals(a[0], rest(a, 1), BigDecimal::subtract), GoType.ANY, GoType.ANY);
    registry.variadic(
        "mulf", a -> decimals(a[0], rest(a, 1), BigDecimal::multiply), GoType.ANY, GoType.ANY);
    registry.variadic(
        "divf", a -> decimals(a[0], rest(a, 1), Numbers::divide), GoType.ANY, GoType.ANY);
    registry.variadic("maxf", a -> extreme(a, true), GoType.ANY, GoType.ANY);
    registry.variadic("minf", a -> extreme(a, false), GoType.ANY, GoType.ANY);
    registry.fixed("ceil", a -> Math.ceil(toFloat64(a[0])), GoType.ANY);
    registry.fixed("floor", a -> Math.floor(toFloat64(a[0])), GoType.ANY);
    registry.variadic("round", Numbers::round, GoType.ANY, GoType.INT, GoType.FLOAT64);
    registry.fixed(
        "until", a -> integers(steps(0, integer(a[0]), integer(a[0]) < 0 ? -1 : 1)), GoType.INT);
    registry.fixed(
        "untilStep",
        a -> integers(steps(integer(a[0]), integer(a[1]), integer(a[2]))),
        GoType.INT,
        GoType.INT,
        GoType.INT);
    registry.variadic("seq", Numbers::sequence, GoType.INT);
  }

  private static long octal(String text) {
    if (!text.matches("[-+]?[0-7]+")) {
      return 0;
    }
    java.math.BigInteger value = new java.math.BigInteger(text, 8);
    return value.bitLength() <= 63 ? value.longValue() : 0;
  }

  private static long fold(long start, @Nullable Object[] arguments, LongBinaryOperator by) {
    long value = start;
    for (Object argument : arguments) {
      value = by.applyAsLong(value, toInt64(argument));
    }
    return value;
  }

  private static long divide(@Nullable Object a, @Nullable Object b, boolean rest) {
    long divisor = toInt64(b);
    if (divisor == 0) {
      throw new GoError("runtime error: integer divide by zero");
    }
    return rest ? toInt64(a) % divisor : toInt64(a) / divisor;
  }

  private static double decimals(
      @Nullable Object start, @Nullable Object[] arguments, BinaryOperator<BigDecimal> by) {
    BigDecimal value = Arguments.decimal(start);
    for (Object argument : arguments) {
      value = by.apply(value, Arguments.decimal(argument));
    }
    return value.doubleValue();
  }

  private static BigDecimal divide(BigDecimal a, BigDecimal b) {
    if (b.signum() == 0) {
      throw new GoError("decimal division by 0");
    }
    return a.divide(b, 16, RoundingMode.HALF_UP);
  }

  private static double extreme(@Nullable Object[] arguments, boolean greatest) {
    double value = toFloat64(arguments[0]);
    for (int i = 1; i < arguments.length; i++) {
      double other = toFloat64(arguments[i]);
      value = greatest ? Math.max(value, other) : Math.min(value, other);
    }
    return value;
  }

  private static Object round(@Nullable Object[] arguments) {
    double on = arguments.length > 2 && arguments[2] instanceof Double given ? given : 0.5;
    double power = Math.pow(10, integer(arguments[1]));
    double digit = power * toFloat64(arguments[0]);
    double whole = digit < 0 ? Math.ceil(digit) : Math.floor(digit);
    double rounded = digit - whole >= on ? Math.ceil(digit) : Math.floor(digit);
    return rounded / power;
  }

  private static List<Integer> steps(int start, int stop, int step) {
    List<Integer> out = new ArrayList<>();
    boolean down = stop < start;
    if (down ? step >= 0 : step <= 0) {
      return out;
    }
    for (long i = start; down ? i > stop : i < stop; i += step) {
      out.add((int) i);
      if ((out.size() & 0xfff) == 0xfff) {
        Budget.current().parts(out.size());
      }
    }
    return out;
  }

  private static GoList integers(List<Integer> numbers) {
    return GoList.of("int", numbers.stream().map(number -> new GoInt(number)).toList());
  }

  private static String sequence(@Nullable Object[] arguments) {
    int first = arguments.length > 0 ? integer(arguments[0]) : 0;
    return switch (arguments.length) {
      case 1 -> {
        int step = first < 1 ? -1 : 1;
        yield joined(steps(1, first + step, step));
      }
      case 2 -> {
        int end = integer(arguments[1]);
        int step = end < first ? -1 : 1;
        yield joined(steps(first, end + step, step));
      }
      case 3 -> {
        int step = integer(arguments[1]);
        int end = integer(arguments[2]);
        int increment = 1;
        if (end < first) {
          increment = -1;
          if (step > 0) {
            yield "";
          }
        }
        yield joined(steps(first, end + increment, step));
      }
      default -> "";
    };
  }

  private static String joined(List<Integer> numbers) {
    StringJoiner out = new StringJoiner(" ");
    numbers.forEach(number -> out.add(number.toString()));
    return out.toString();
  }
}
