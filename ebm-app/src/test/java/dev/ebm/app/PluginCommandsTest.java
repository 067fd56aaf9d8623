package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Perturbation;
import dev.ebm.losses.LossesPlugin;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plugins list}, {@code show}, {@code verify} and {@code backends probe}. */
final class PluginCommandsTest {

  private static final String GOOD =
      """
      public record Config(
          @Option(doc = "Margin", byDefault = "1", formerly = "gap") @Range(min = 0) double margin) {}
      @Override public List<ComponentFactory<?, ?>> components() {
        return List.of(new ComponentFactory<>(Loss.class, "margin", Config.class, "A margin",
            (config, context) -> (loss, x) -> loss.energy(x).mean().mul(config.margin())));
      }
      """;

  private static final String BAD_DEFAULT = GOOD.replace("byDefault = \"1\"", "byDefault = \"-1\"");

  private static final String BACKEND =
      """
      public record Config() {}
      @Override public List<BackendFactory<?>> backends() {
        return List.of(new BackendFactory<Config>() {
          @Override public String name() { return "crash"; }
          @Override public Class<Config> configType() { return Config.class; }
          @Override public String summary() { return "For tests"; }
          @Override public BackendProbe probe() { return new BackendProbe(true, "of course"); }
          @Override public Backend open(Config config) { %s }
        });
      }
      """;

  @TempDir private Path folder;
  private Path plugins;
  private Path jar;

  @BeforeEach
  void makeFolder() throws IOException {
    plugins = Files.createDirectory(folder.resolve("plugins"));
    jar = plugins.resolve("acme.jar");
  }

  private static JsonNode json(InProcess result) throws IOException {
    JsonNode document = new ObjectMapper().readTree(result.out());
    assertThat(document.get("schema").asInt()).isEqualTo(1);
    return document;
  }

  @Test
  void theListTellsWhatPluginsOfferAndWhichAreDisabled() throws IOException {
    DropInJar.write(jar, GOOD);
    String directory = plugins.toString();
    InProcess table = InProcess.ebm("plugins", "list", "--plugins-dir", directory);
    assertThat(table.out())
        .containsPattern("(?m)^acme +2\\.0 +1\\.0 +started +1 loss +\\S+acme\\.jar$")
        .containsPattern(
            "(?m)^ebm-losses .* %d perturbation, %d loss, %d optimizer "
                .formatted(
                    offered(Perturbation.class), offered(Loss.class), offered(Optimizer.class)));

    JsonNode disabled =
        json(
            InProcess.ebm(
                "plugins",
                "list",
                "--json",
                "--plugins-dir",
                directory,
                "--plugins-disabled",
                "acme"));
    assertThat(disabled.get("plugins"))
        .filteredOn(plugin -> plugin.get("id").asText().equals("acme"))
        .singleElement()
        .satisfies(plugin -> assertThat(plugin.get("state").asText()).isEqualTo("disabled"));
    assertThat(disabled.get("plugins"))
        .filteredOn(plugin -> plugin.get("id").asText().equals("ebm-losses"))
        .singleElement()
        .satisfies(
            plugin -> assertThat(plugin.at("/kinds/loss").asInt()).isEqualTo(offered(Loss.class)));
  }

  private static int offered(Class<?> kind) {
    return (int) new LossesPlugin().components().stream().filter(one -> one.kind() == kind).count();
  }

  @Test
  void theListHasBrokenPluginsWithTheirStateAndCode() throws IOException {
    DropInJar.write(jar, GOOD);
    DropInJar.write(
        plugins.resolve("fails.jar"), "public Acme() { throw new IllegalStateException(); }");
    Files.writeString(plugins.resolve("rejected.jar"), "no zip");
    String directory = plugins.toString();
    InProcess same = InProcess.ebm("plugins", "list", "--plugins-dir", directory);
    assertThat(same.exitCode()).isEqualTo(1);
    assertThat(same.out())
        .containsPattern("(?m)^ +rejected EBM-P101 +\\S+rejected\\.jar$")
        .containsPattern("(?m)^acme +2\\.0 +1\\.0 +rejected EBM-P106 +\\S+acme\\.jar$")
        .containsPattern("(?m)^acme +2\\.0 +1\\.0 +rejected EBM-P106 +\\S+fails\\.jar$");
    assertThat(same.errors()).hasSize(2).anyMatch(line -> line.startsWith("EBM-P106 plugin acme"));

    Files.delete(jar);
    JsonNode document =
        json(InProcess.ebm("plugins", "list", "--json", "--plugins-dir", directory));
    JsonNode failed = only(document, "failed");
    assertThat(failed.get("id").asText()).isEqualTo("acme");
    assertThat(failed.get("version").asText()).isEqualTo("2.0");
    assertThat(failed.get("codes").toString()).isEqualTo("[\"EBM-P108\"]");
    assertThat(failed.get("location").asText()).endsWith("fails.jar");
    JsonNode rejected = only(document, "rejected");
    assertThat(rejected.has("id")).isFalse();
    assertThat(rejected.get("codes").toString()).isEqualTo("[\"EBM-P101\"]");
    assertThat(document.get("problems")).hasSize(2);

    assertThat(InProcess.ebm("plugins", "show", "acme", "--plugins-dir", directory).errors())
        .anyMatch(
            line ->
                line.startsWith("EBM-A021 plugins show acme: it is there but failed EBM-P108 ("));
  }

  private static JsonNode only(JsonNode document, String state) {
    List<JsonNode> found = new ArrayList<>();
    document.get("plugins").forEach(found::add);
    found.removeIf(plugin -> !plugin.get("state").asText().equals(state));
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void showTellsOffersLoaderAndPackages() throws IOException {
    DropInJar.write(jar, GOOD);
    String directory = plugins.toString();
    InProcess text = InProcess.ebm("plugins", "show", "acme", "--plugins-dir", directory);
    assertThat(text.exitCode()).isZero();
    assertThat(text.out()).contains("loss margin: A margin", "options: margin", "ebm-plugin:acme");

    JsonNode shown =
        json(InProcess.ebm("plugins", "show", "acme", "--json", "--plugins-dir", directory));
    assertThat(shown.at("/own_packages/0").asText()).isEqualTo("acme");
    assertThat(shown.at("/offers/0/options/0").asText()).isEqualTo("margin");
    assertThat(shown.get("shared_packages").toString()).contains("dev.ebm.api.");
  }

  @Test
  void showIsNotDisturbedByOptionsOfAnotherPlugin() throws IOException {
    DropInJar.write(
        jar,
        GOOD.replace(
            "@Option(doc = \"Margin\", byDefault = \"1\", formerly = \"gap\") @Range(min = 0) ",
            ""));
    String directory = plugins.toString();
    InProcess other = InProcess.ebm("plugins", "show", "ebm-losses", "--plugins-dir", directory);
    assertThat(other.exitCode()).isZero();
    assertThat(other.out()).contains("loss energy-discrepancy: ");
    assertThat(InProcess.ebm("plugins", "show", "acme", "--plugins-dir", directory).err())
        .startsWith("EBM-C008 loss 'acme:margin': its options cannot be read: component 'margin'")
        .contains("plugin acme 2.0 (" + jar + ")");
  }

  @Test
  void showSuggestsTheIdThatIsMeant() {
    InProcess result = InProcess.ebm("plugins", "show", "ebm-loses");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errors())
        .singleElement()
        .asString()
        .startsWith("EBM-A021 plugins show ebm-loses: ")
        .contains("did you mean 'ebm-losses'");
  }

  @Test
  void verifyPassesAGoodPluginWhereverItLies() throws IOException {
    DropInJar.write(jar, GOOD);
    InProcess result = InProcess.ebm("plugins", "verify", jar.toString(), "--strict");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).containsPattern("(?m)^acme +2\\.0 +1\\.0 +1 loss +good ");
  }

  @Test
  void verifyNamesTheDefaultThatViolatesItsRange() throws IOException {
    DropInJar.write(jar, BAD_DEFAULT);
    InProcess result = InProcess.ebm("plugins", "verify", jar.toString());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("broken");
    assertThat(result.errors())
        .singleElement()
        .asString()
        .startsWith("EBM-C008 loss 'margin' of plugin acme 2.0 (%s) margin: ".formatted(jar))
        .contains("its default '-1' does not fit: must be at least 0");
  }

  @Test
  void verifyTellsClassesThatAreThereTwice() throws IOException {
    Path inside = Files.createDirectory(plugins.resolve("acme"));
    Path first = DropInJar.write(inside.resolve("a.jar"), GOOD);
    Files.copy(first, inside.resolve("b.jar"));
    removeService(inside.resolve("b.jar"));

    InProcess result = InProcess.ebm("plugins", "verify", inside.toString());
    assertThat(result.exitCode()).isZero();
    assertThat(result.errors())
        .singleElement()
        .asString()
        .startsWith("warning: EBM-P117 plugin acme 2.0 (%s): a.jar and b.jar".formatted(inside))
        .contains("acme.Acme");
    assertThat(InProcess.ebm("plugins", "verify", inside.toString(), "--strict").exitCode())
        .isEqualTo(1);
  }

  /** Members of a plugin that offers the components that an expression makes. */
  private static String offering(String fields, String components) {
    return fields
        + """
        public record Config() {}
        private static ComponentFactory<?, ?> loss(String name, String summary) {
          return new ComponentFactory<>(
              Loss.class, name, Config.class, summary, (config, context) -> (loss, x) -> x.sum());
        }
        @Override public List<ComponentFactory<?, ?>> components() { return %s; }
        """
            .formatted(components);
  }

  private String verified(String members) throws IOException {
    DropInJar.write(jar, members);
    InProcess result = InProcess.ebm("plugins", "verify", jar.toString());
    assertThat(result.errors()).hasSize(1);
    return result.exitCode() + " " + result.errors().get(0);
  }

  @Test
  void verifyTellsOffersThatChange() throws IOException {
    String changing = "List.of(loss(\"x\" + asked++, \"A loss\"))";
    assertThat(verified(offering("private int asked;", changing)))
        .startsWith("1 EBM-P118 plugin acme 2.0 (%s): offers other components".formatted(jar));
    String failing = "List.of(loss(\"xy\".substring(0, 2 / (2 - ++asked)), \"A loss\"))";
    assertThat(verified(offering("private int asked;", failing)))
        .startsWith("1 EBM-P118 plugin acme 2.0 (%s): fails when it is asked again".formatted(jar))
        .contains("ArithmeticException");
  }

  @Test
  void verifyTakesTheTimeThatTheSettingsGive() throws IOException {
    Path slow =
        DropInJar.write(
            Files.createDirectory(folder.resolve("new")).resolve("slow.jar"),
            """
        public Acme() throws InterruptedException { Thread.sleep(2500); }
        """);
    Files.writeString(plugins.resolve("plugins.yaml"), "time-limit: 1s");
    InProcess impatient =
        InProcess.ebm("plugins", "verify", slow.toString(), "--plugins-dir", plugins.toString());
    assertThat(impatient.errors())
        .singleElement()
        .asString()
        .startsWith("EBM-P112 plugin acme 2.0 (%s): has not come back after 1.0 s".formatted(slow));
    assertThat(InProcess.ebm("plugins", "verify", slow.toString()).exitCode()).isZero();
  }

  @Test
  void verifyWarnsOfAComponentThatDoesNotSayWhatItIs() throws IOException {
    assertThat(verified(offering("", "List.of(loss(\"x\", \" \"))")))
        .startsWith(
            "0 warning: EBM-P119 loss 'x' of plugin acme 2.0 (%s): has no summary".formatted(jar));
  }

  private static void removeService(Path jar) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      Files.delete(files.getPath("META-INF/services/dev.ebm.api.plugin.EbmPlugin"));
    }
  }

  @Test
  void verifyTellsAPathThatIsNoPlugin() throws IOException {
    Path text = Files.writeString(folder.resolve("readme.txt"), "no plugin");
    assertThat(InProcess.ebm("plugins", "verify", text.toString()).exitCode()).isEqualTo(1);
    InProcess missing = InProcess.ebm("plugins", "verify", folder.resolve("none.jar").toString());
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("EBM-P100").contains("none.jar");
  }

  @Test
  void verifyOutlivesNativesThatEndTheirJvm() throws IOException {
    DropInJar.write(jar, BACKEND.formatted("Runtime.getRuntime().halt(134); return null;"));
    InProcess result =
        InProcess.ebm("plugins", "verify", jar.toString(), "--load-natives", "--json");
    JsonNode document = json(result);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(document.at("/plugins/0/verdict").asText()).isEqualTo("broken");
    assertThat(document.at("/problems/0/code").asText()).isEqualTo("EBM-P132");
    assertThat(document.at("/problems/0/what").asText()).contains("exit code 134");
    assertThat(InProcess.ebm("plugins", "verify", jar.toString()).exitCode()).isZero();
  }

  @Test
  void verifyTellsWhyABackendDoesNotOpen() throws IOException {
    DropInJar.write(jar, BACKEND.formatted("throw new UnsatisfiedLinkError(\"no libacme\");"));
    InProcess result = InProcess.ebm("plugins", "verify", jar.toString(), "--load-natives");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("EBM-P132 backend 'crash' of plugin acme", "no libacme");
  }

  @Test
  void aProbeOpensOnlyIfItIsToldTo() throws IOException {
    JsonNode closed = json(InProcess.ebm("backends", "probe", "--json"));
    assertThat(closed.get("backends")).hasSize(3);
    assertThat(closed.get("backends")).noneMatch(backend -> backend.has("opened"));

    JsonNode jvm = json(InProcess.ebm("backends", "probe", "jvm", "--open", "--json"));
    assertThat(jvm.at("/backends/0/opened").asText()).startsWith("pure Java").contains("thread");
    assertThat(jvm.at("/backends/0/lacks").isObject()).isTrue();
    assertThat(jvm.at("/backends/0/threads").asText()).startsWith("0 (");
    assertThat(InProcess.ebm("backends", "probe", "jmv").err()).startsWith("EBM-C012 ");
  }

  @Test
  void describeTellsRenamedOptionsAndTheJarOfAComponent() throws IOException {
    DropInJar.write(jar, GOOD);
    InProcess text =
        InProcess.ebm(
            "components", "describe", "loss", "margin", "--plugins-dir", plugins.toString());
    assertThat(text.out())
        .contains("from plugin acme 2.0 (" + jar + ")", "formerly gap")
        .containsPattern("(?m)^margin +finite number +1 +at least 0 +Margin");
    JsonNode schema =
        new ObjectMapper()
            .readTree(InProcess.ebm("schema", "--plugins-dir", plugins.toString()).out());
    assertThat(schema.at("/$defs/loss.acme.margin/properties/gap/deprecated").asBoolean()).isTrue();
  }

  @Test
  void describeTellsThatNothingTakesTheComponent() throws IOException {
    DropInJar.write(
        jar,
        """
        public record Config() {}
        @Override public List<ComponentFactory<?, ?>> components() {
          return List.of(new ComponentFactory<>(
              Perturbation.class, "shake", Config.class, "For tests", (config, context) -> null));
        }
        """);
    InProcess result =
        InProcess.ebm(
            "components",
            "describe",
            "perturbation",
            "shake",
            "--example",
            "--plugins-dir",
            plugins.toString(),
            "--plugins-disabled",
            "ebm-losses,test-losses");
    assertThat(result.err()).startsWith("EBM-C014 perturbation: has no example");
  }

  @Test
  void describeSuggestsTheKindThatIsMeant() {
    InProcess result = InProcess.ebm("components", "describe", "los", "margin");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).startsWith("EBM-C013 'los'").contains("did you mean 'loss'?");
  }

  @Test
  void newRefusesNamesThatAreNotItsOwnAndFoldersThatAreNotEmpty() {
    String out = folder.resolve("new").toString();
    for (String name : List.of("Acme", "ebm-acme", "ebm")) {
      InProcess refused = InProcess.ebm("plugins", "new", name, "--out", out);
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err()).startsWith("EBM-A005 ebm plugins new: ");
    }
    assertThat(folder.resolve("new")).doesNotExist();
    assertThat(InProcess.ebm("plugins", "new", "acme", "--out", out).exitCode()).isZero();
    assertThat(InProcess.ebm("plugins", "new", "acme", "--out", out).err())
        .startsWith("EBM-A022 " + out);
  }
}
