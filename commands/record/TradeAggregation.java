import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

/** Reads trades from Kafka and counts them by symbol, with metrics of its own as jobs declare them. */
public final class TradeAggregation {
  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    environment.setParallelism(2);
    KafkaSource<String> source =
        KafkaSource.<String>builder()
            .setBootstrapServers(args[0])
            .setTopics("raw-trades")
            .setGroupId("trade-aggregation")
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setValueOnlyDeserializer(new SimpleStringSchema())
            .build();
    environment
        .fromSource(source, WatermarkStrategy.forBoundedOutOfOrderness(Duration.ofSeconds(2)), "trades-source")
        .map(new Measured())
        .name("measured")
        .keyBy(line -> line.split(",")[0])
        .window(TumblingEventTimeWindows.of(Duration.ofSeconds(5)))
        .reduce((first, second) -> second)
        .name("last-of-window")
        .sinkTo(new DiscardingSink<>())
        .name("sink");
    environment.execute("trade-aggregation");
  }

  /** A counter, a histogram, and a counter in a group with a key and a value. */
  private static final class Measured extends RichMapFunction<String, String> {
    private transient Counter processed;
    private transient Counter bySymbol;
    private transient Histogram latency;

    @Override
    public void open(Configuration parameters) {
      MetricGroup group = getRuntimeContext().getMetricGroup();
      processed = group.addGroup("trades").counter("processed");
      bySymbol = group.addGroup("symbol", "BTCUSDT").counter("processed");
      latency = group.histogram("processing_latency_ms", new DescriptiveStatisticsHistogram(1000));
    }

    @Override
    public String map(String line) {
      processed.inc();
      if (line.startsWith("BTCUSDT")) bySymbol.inc();
      latency.update(System.nanoTime() % 20);
      return line;
    }
  }
}
