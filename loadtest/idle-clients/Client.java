import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Posts events with idle gaps through java.net.http, one client a thread. Arguments: see run.mjs. */
public class Client {
  static final AtomicLong posts = new AtomicLong();
  static final AtomicLong unanswered = new AtomicLong();
  static final AtomicLong givenUp = new AtomicLong();
  static final AtomicLong refused = new AtomicLong();

  static void work(String url, String key, long endMs, double longestGap) {
    var random = new Random();
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try {
      while (System.currentTimeMillis() < endMs) {
        var ts = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var body = ("{\"id\":\"%s\",\"ts\":\"%s\",\"user_id\":\"soak\",\"provider\":\"openai\",\"model\":\"gpt-4o\","
            + "\"tokens_in\":1,\"tokens_out\":1,\"source\":\"java\"}").formatted(UUID.randomUUID(), ts);
        var request = HttpRequest.newBuilder(URI.create(url + "/v1/ingest")).header("x-api-key", key)
            .header("content-type", "application/json").timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        posts.incrementAndGet();
        for (var tries = 0;; tries++) {
          try {
            if (client.send(request, BodyHandlers.ofString()).statusCode() != 202) refused.incrementAndGet();
            break;
          } catch (IOException noAnswer) {
            unanswered.incrementAndGet(); // The same bytes again.
            if (tries < 5) continue;
            givenUp.incrementAndGet();
            break;
          }
        }
        Thread.sleep((long) (1000 + random.nextDouble() * 1000 * (longestGap - 1)));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  public static void main(String[] args) throws InterruptedException {
    var endMs = System.currentTimeMillis() + (long) (Double.parseDouble(args[3]) * 1000);
    var threads = new ArrayList<Thread>();
    for (var index = 0; index < Integer.parseInt(args[2]); index++) {
      var thread = new Thread(() -> work(args[0], args[1], endMs, Double.parseDouble(args[4])));
      thread.start();
      threads.add(thread);
    }
    for (var thread : threads) thread.join();
    System.out.printf("{\"posts\":%d,\"unanswered\":%d,\"given_up\":%d,\"refused\":%d}%n", posts.get(), unanswered.get(),
        givenUp.get(), refused.get());
    System.exit(0);
  }
}
