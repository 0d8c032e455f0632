import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.opensearch.Version;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;

/** Starts one OpenSearch node from jars on the class path: java -cp 'LIB/*' Boot.java HOME [PLUGIN_CLASS ...] */
public class Boot {
  static final String[] MODULES = {
    "org.opensearch.transport.Netty4ModulePlugin",
    "org.opensearch.painless.PainlessModulePlugin",
    "org.opensearch.analysis.common.CommonAnalysisModulePlugin",
    "org.opensearch.index.mapper.MapperExtrasModulePlugin",
    "org.opensearch.index.reindex.ReindexModulePlugin",
    "org.opensearch.search.aggregations.matrix.MatrixAggregationModulePlugin",
    "org.opensearch.geo.GeoModulePlugin",
    "org.opensearch.ingest.common.IngestCommonModulePlugin",
    "org.opensearch.percolator.PercolatorModulePlugin",
    "org.opensearch.join.ParentJoinModulePlugin",
    "org.opensearch.script.expression.ExpressionModulePlugin",
    "org.opensearch.script.mustache.MustacheModulePlugin",
  };

  /** The constructor that takes plugins from the class path is protected. */
  static class ServiceNode extends Node {
    ServiceNode(Environment environment, List<PluginInfo> plugins) {
      super(environment, plugins, true);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]).toAbsolutePath();
    Settings settings = Settings.builder().put("path.home", home.toString()).build();
    Environment environment =
        InternalSettingsPreparer.prepareEnvironment(
            settings, Map.of(), home.resolve("config"), () -> "vedette-1");
    LogConfigurator.registerErrorListener();
    LogConfigurator.configure(environment);
    Node node = new ServiceNode(environment, plugins(Arrays.asList(arguments).subList(1, arguments.length)));
    node.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
    Thread.currentThread().join();
  }

  static List<PluginInfo> plugins(List<String> more) {
    List<String> names = new ArrayList<>(List.of(MODULES));
    names.addAll(more);
    List<PluginInfo> plugins = new ArrayList<>();
    for (String name : names) {
      try {
        Class.forName(name);
      } catch (ClassNotFoundException missing) {
        System.err.println("left out: " + name);
        continue;
      }
      plugins.add(new PluginInfo(name, "module", "NA", Version.CURRENT, "17", name, null, List.of(), false));
    }
    return plugins;
  }

  static void close(Node node) {
    try {
      node.close();
      node.awaitClose(10, TimeUnit.SECONDS);
    } catch (Exception failure) {
      failure.printStackTrace();
    }
  }
}
