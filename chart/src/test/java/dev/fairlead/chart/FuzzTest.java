package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;

import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoYamlReader;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is read gives a result or a refusal: never another throwable, and never no end. A
/// failure names its seed and input. More rounds: `-Dfuzz.rounds=1000000`, another start:
/// `-Dfuzz.seed=7`.
// The line ends are a part of what is mutated.
@SuppressWarnings("StringConcatToTextBlock")
class FuzzTest {
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 1500);
  private static final long SEED = Long.getLong("fuzz.seed", 20261124L);

  private static final List<String> TEMPLATES =
      List.of(
          "a: {{ .Values.a.b | default \"x\" | quote }}\n{{- if and .Values.c (not .Values.d) }}\n"
              + "c: {{ .Values.c }}\n{{- else if eq 1 2 }}x{{ else }}y{{- end }}\n",
          "{{- define \"t\" -}}{{ $x := .Values }}{{ range $k, $v := $x }}{{ $k }}={{ $v }}"
              + "{{ if eq $k \"b\" }}{{ break }}{{ end }}{{ end }}{{- end }}{{ include \"t\" . |"
              + " nindent 2 }}",
          "{{ with .Values.l }}{{ index . 0 }}{{ first . }}{{ . | toYaml | indent 2 }}{{ end }}",
          "{{ printf \"%5.2f %-8s|%x %q %v %[2]*[1]d\" 1.5 \"é\" 255 `raw` (list 1 nil) }}",
          "{{ tpl \"{{ .a }}\" (dict \"a\" (dict \"b\" (until 3))) }}{{/* c */}}{{ 'x' }} {{ 0x1p4"
              + " }} {{ 1_000 }} {{ .Values.l | join \",\" | trunc -3 }}",
          "{{ regexReplaceAll \"(a+)([^b]*?)$\" \"aaab\" \"${1}$2\" }}{{ semver \"1.2.3-a+b\" }}"
              + "{{ semverCompare \"^1.2 || ~3\" \"1.3.0\" }}{{ dig \"a\" \"b\" 1 (dict) }}",
          "{{ merge (dict \"a\" 1) .Values.a | toJson }}{{ fromYaml \"a: [1, {b: c}]\" }}"
              + "{{ toToml .Values.a }}{{ date \"2006-01-02\" (toDate \"2006\" \"2020\") }}",
          "{{ $m := dict \"k\" (list 1) }}{{ $_ := set $m \"self\" $m.k }}{{ $m | keys | sortAlpha"
              + " }}{{ slice $m.k 0 1 }}{{ substr 1 3 \"hello\" }}{{ wrap 3 \"a b c\" }}{{ abbrev 5"
              + " \"x y z\" }}");
  private static final List<String> YAMLS =
      List.of(
          "a: &x [1, 2, {b: c}]\nd: *x\ne: |\n  text\n  more\nf: >-\n  folded\n  text\n",
          "? complex\n: - a\n  - !!str 1\n  - \"\\u00e9\\x41\"\n<<: {z: 1}\n",
          "---\n%TAG ! tag:x,2000:\n--- !a\nk: 'it''s'\n...\n---\n- - - x\n  - y\n",
          "{a: [b, c: d], ? e : f, g: {}}\n# c\n",
          "t: 2001-12-14t21:59:43.10-05:00\nn: 0x1F\no: 0o17\nf: .inf\nb: yes\nx: 1_000.5e+3\n");
  private static final List<String> SETS =
      List.of(
          "a=b,c.d=1,e[0].f=x,g={a,b},h=null",
          "a\\.b=c\\,d,e[3]=1,e[0][1]=2",
          "x={},y=[],z=true,=1,a.=2");

  @FunctionalInterface
  private interface Reader {
    void read(String text);
  }

  /// Mutates the corpus and reads what comes out.
  private static void fuzz(List<String> corpus, String words, Reader reader) {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = SEED + round;
      String text = mutated(corpus, words, new Random(seed));
      try {
        reader.read(text);
      } catch (ChartException | GoError | YamlException _) {
        // A refusal.
      } catch (RuntimeException | Error e) {
        fail("seed " + seed + ", input " + escaped(text), e);
      }
    }
  }

  private static String escaped(String text) {
    return dev.fairlead.chart.go.GoStrings.quote(text);
  }

  private static String mutated(List<String> corpus, String words, Random random) {
    StringBuilder text = new StringBuilder(corpus.get(random.nextInt(corpus.size())));
    String[] pieces = words.split("~");
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + random.nextInt(8));
      switch (random.nextInt(6)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, pieces[random.nextInt(pieces.length)]);
        case 2 -> text.replace(at, end, pieces[random.nextInt(pieces.length)]);
        case 3 ->
            text.insert(
                at, (char) (random.nextInt(4) == 0 ? random.nextInt(0x3000) : random.nextInt(128)));
        case 4 ->
            text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
        default -> {
          String other = corpus.get(random.nextInt(corpus.size()));
          int from = random.nextInt(other.length());
          text.insert(at, other.substring(from, Math.min(other.length(), from + 30)));
        }
      }
    }
    return text.toString();
  }

  private static ChartEngine engine() {
    Limits limits =
        Limits.DEFAULT
            .withTime(Duration.ofSeconds(5))
            .withText(1 << 20)
            .withItems(100_000)
            .withMade(10_000_000);
    return new ChartEngine(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), new Random(1), limits);
  }

  private static void render(ChartEngine engine, String template) {
    Chart chart =
        Charts.load(
            MemoryTree.of(
                Map.of(
                    "Chart.yaml",
                    "apiVersion: v2\nname: c\nversion: 1.0.0\n",
                    "values.yaml",
                    "a: {b: x, n: 1}\nc: 1.5\nl: [a, b, {k: v}]\n",
                    "templates/NOTES.txt",
                    template)),
            "");
    engine.trace(chart, RenderRequest.of("r"));
  }

  @Test
  void templates() {
    ChartEngine engine = engine();
    fuzz(
        TEMPLATES,
        "{{~}}~{{-~"
            + " -}}~(~)~|~.~$~:=~\"~`~'~end~else~if~range~with~define~block~template~break~nil~-1~99999999999~1e400~0x~'\\u~\\~%~%[~%*d~{{/*~*/}}~.Values.a~.Values.l~$x"
            + " ~, ~ list ~ dict ~ until 3 ~ toYaml ~ index ~ slice ~ substr -1 ~ printf ~ tpl ~"
            + " merge ~ int64 ~ trunc ~ repeat 9 ~ splitn \"\" 2 ~ regexFind ~ dateInZone ~ round ~"
            + " seq ~ chunk ~ has ~ fromJson ~ toToml ~ semver ~ urlParse ~ urlJoin ~ b64dec ~"
            + " b32dec ~ atoi ~ duration ~ ago ~ camelcase ~ initials ~ plural ~ derivePassword ~"
            + " adler32sum ~ call ~ html ~ js ~ len ~ eq ~ lt ~ kindOf ~ deepEqual ~ deepCopy ~"
            + " pluck ~ omit",
        text -> render(engine, text));
  }

  /// What fuzzing found once.
  @ParameterizedTest
  @ValueSource(strings = {"{{ 0xp4 }}", "{{ 0x.p1 }}", "{{ 0x_p1 }}", "{{ 1e_ }}", "{{ 0x1p_ }}"})
  void finds(String template) {
    ChartEngine engine = engine();
    assertThatThrownBy(() -> render(engine, template)).isInstanceOf(ChartException.class);
  }

  @Test
  void yaml() {
    fuzz(
        YAMLS,
        ": ~- ~? ~| ~> ~&a ~*a ~!!~!<~'~\"~[~]~{~}~,~#~%YAML 1.1~---~...~\t~\n"
            + "~\n"
            + "  ~\\x~\\u~<<: ~@~`~=~\r"
            + "~\u2028~|2-\n"
            + "~>+9\n",
        text -> {
          GoYamlReader.tree(text);
          Yaml.parse("fuzz.yaml", text);
        });
  }

  @Test
  void settings() {
    fuzz(
        SETS,
        "[~]~[0]~[-1]~[65537]~[99999999999]~.~,~=~{~}~\\~\"~null~a[0]~{\"a\":1}~[1,~ ~é",
        text -> {
          for (SetParser.Mode mode : SetParser.Mode.values()) {
            try {
              SetParser.parse(text, mode, GoMap.create());
            } catch (GoError _) {
              // The next mode may take it.
            }
          }
        });
  }

  @Test
  void archives() throws IOException {
    byte[] tar =
        tar(
            List.of("c/Chart.yaml", "c/templates/a.yaml", "c/charts/d/Chart.yaml"),
            "apiVersion: v2\nname: c\nversion: 1.0.0\n");
    for (int round = 0; round < ROUNDS; round++) {
      long seed = SEED + round;
      Random random = new Random(seed);
      byte[] copy = tar.clone();
      for (int i = random.nextInt(8); i >= 0; i--) {
        int at = random.nextInt(copy.length);
        copy[random.nextBoolean() ? at : at % 512] = (byte) random.nextInt(256);
      }
      byte[] packed = gzip(copy);
      if (random.nextInt(4) == 0) {
        packed[random.nextInt(packed.length)] = (byte) random.nextInt(256);
      }
      if (random.nextInt(8) == 0) {
        packed = Arrays.copyOf(packed, random.nextInt(packed.length));
      }
      try {
        Charts.loadArchive(packed);
      } catch (ChartException _) {
        // A refusal.
      } catch (RuntimeException | Error e) {
        fail("seed " + seed, e);
      }
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  static byte[] tar(List<String> names, String text) {
    var out = new ByteArrayOutputStream();
    for (String name : names) {
      byte[] header = new byte[512];
      put(header, 0, name);
      put(header, 100, "0000644");
      put(header, 124, "%011o".formatted(text.length()));
      header[156] = '0';
      put(header, 257, "ustar");
      out.writeBytes(header);
      out.writeBytes(Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), 512));
    }
    out.writeBytes(new byte[1024]);
    return out.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
