import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.window;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/** A streaming query with a watermark and state, over rows that Spark makes up. */
public final class BronzeQuery {
  public static void main(String[] args) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("k2-bronze")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
    spark
        .readStream()
        .format("rate")
        .option("rowsPerSecond", 200)
        .load()
        .withWatermark("timestamp", "10 seconds")
        .groupBy(window(col("timestamp"), "5 seconds"), col("value").mod(10))
        .count()
        .writeStream()
        .queryName(args[0])
        .format("noop")
        .outputMode("update")
        .option("checkpointLocation", args[1])
        .trigger(Trigger.ProcessingTime("2 seconds"))
        .start()
        .awaitTermination();
  }
}
