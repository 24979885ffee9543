package dev.fairlead.forge;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// What a refused request means, in words.
final class Refusals {
  /// GitHub's advice where a secondary rate limit does not say how long it lasts.
  private static final Duration SECONDARY = Duration.ofMinutes(1);

  private Refusals() {}

  static ForgeException of(RestClient.Answer answer) {
    Duration limited = rateLimit(answer);
    if (limited != null) {
      return new ForgeException(
          answer.doing()
              + ": the forge's rate limit is used up (HTTP "
              + answer.status()
              + "); try again in "
              + limited.toSeconds()
              + " s",
          answer.status(),
          limited);
    }
    return new ForgeException(
        answer.doing() + ": HTTP " + answer.status() + words(answer) + remedy(answer.status()),
        answer.status(),
        null);
  }

  private static String words(RestClient.Answer answer) {
    var words = new StringJoiner("; ", ": ", "").setEmptyValue("");
    if (!answer.message().isEmpty()) {
      words.add(answer.message());
    }
    for (JsonNode error : answer.json().path("errors")) {
      if (error.isTextual()) {
        words.add(error.asText());
      } else if (error.path("message").isTextual()) {
        words.add(error.path("message").asText());
      } else {
        words.add(
            (error.path("resource").asText("")
                    + " "
                    + error.path("field").asText("")
                    + " "
                    + error.path("code").asText(""))
                .strip());
      }
    }
    return words.toString();
  }

  private static String remedy(int status) {
    return switch (status) {
      case 401 -> "; check the repository's token";
      case 403, 404 ->
          "; check that the repository's token may read it and write pull requests, comments and"
              + " commit statuses";
      default -> "";
    };
  }

  /// How long a rate limit lasts; null where it was something else.
  private static @Nullable Duration rateLimit(RestClient.Answer answer) {
    if (answer.status() != 403 && answer.status() != 429) {
      return null;
    }
    HttpHeaders headers = answer.response().headers();
    Optional<Long> retryAfter = number(headers, "Retry-After");
    if (retryAfter.isPresent()) {
      return Duration.ofSeconds(retryAfter.get());
    }
    if (number(headers, "X-RateLimit-Remaining").filter(left -> left == 0).isPresent()) {
      return number(headers, "X-RateLimit-Reset")
          .flatMap(reset -> date(headers).map(now -> Duration.ofSeconds(Math.max(1, reset - now))))
          .orElse(SECONDARY);
    }
    boolean secondary =
        answer.status() == 429 || answer.message().toLowerCase(Locale.ROOT).contains("rate limit");
    return secondary ? SECONDARY : null;
  }

  /// The forge's own clock, in seconds since 1970: ours may be wrong.
  private static Optional<Long> date(HttpHeaders headers) {
    try {
      return headers
          .firstValue("Date")
          .map(text ->
              ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond());
    } catch (DateTimeException _) {
      return Optional.empty(); // the usual pause will do
    }
  }

  private static Optional<Long> number(HttpHeaders headers, String name) {
    return headers
        .firstValue(name)
        .map(String::strip)
        .filter(text -> text.matches("\\d{1,12}"))
        .map(Long::valueOf);
  }
}
