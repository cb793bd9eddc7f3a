import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A producer, and a consumer that is slower, so that there is lag to see. */
public final class Clients {
  private static final List<String> TOPICS = List.of("raw-trades", "market.crypto.trades");
  private static final List<String> SYMBOLS = List.of("BTCUSDT", "ETHUSDT", "SOLUSDT");

  public static void main(String[] args) throws Exception {
    String bootstrap = args[0];
    createTopics(bootstrap);
    Thread producer = new Thread(() -> produce(bootstrap));
    producer.setDaemon(true);
    producer.start();
    consume(bootstrap);
  }

  private static Properties properties(String bootstrap, String clientId) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap);
    properties.put("client.id", clientId);
    return properties;
  }

  private static void createTopics(String bootstrap) throws Exception {
    try (Admin admin = Admin.create(properties(bootstrap, "trade-admin"))) {
      Set<String> known = admin.listTopics().names().get();
      admin
          .createTopics(
              TOPICS.stream().filter(name -> !known.contains(name)).map(name -> new NewTopic(name, 2, (short) 1)).toList())
          .all()
          .get();
    }
  }

  private static void produce(String bootstrap) {
    Properties properties = properties(bootstrap, "trade-producer");
    properties.put("linger.ms", "100");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      for (long n = 0; ; n++) {
        String symbol = SYMBOLS.get((int) (n % SYMBOLS.size()));
        for (int partition = 0; partition < 2; partition++) {
          for (String topic : TOPICS) producer.send(new ProducerRecord<>(topic, partition, symbol, symbol + "," + n));
        }
        sleep(20);
      }
    }
  }

  private static void consume(String bootstrap) {
    Properties properties = properties(bootstrap, "trade-consumer");
    properties.put("group.id", "trades");
    properties.put("auto.offset.reset", "earliest");
    properties.put("max.poll.records", "10");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(TOPICS);
      while (true) {
        consumer.poll(Duration.ofSeconds(1));
        sleep(100);
      }
    }
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException error) {
      throw new IllegalStateException(error);
    }
  }
}
