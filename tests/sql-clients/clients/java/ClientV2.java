import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import com.clickhouse.client.api.metadata.TableSchema;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What programs in Java do with ClickHouse's client. */
public class ClientV2 {
  static Client.Builder builder() {
    return new Client.Builder()
        .addEndpoint("http://" + System.getenv("CH_HOST") + ":" + System.getenv("CH_PORT"))
        .setUsername(System.getenv("CH_USER"))
        .setPassword(System.getenv("CH_PASSWORD"))
        .setDefaultDatabase("ecomind");
  }

  static int read(Client client, QueryResponse response) {
    ClickHouseBinaryFormatReader reader = client.newBinaryFormatReader(response);
    int count = 0;
    for (; reader.next() != null; count++)
      for (int column = 1; column <= reader.getSchema().getColumns().size(); column++) reader.readValue(column);
    return count;
  }

  public static void main(String[] arguments) throws Exception {
    String[] tables = System.getenv("CH_TABLES").split(",");
    try (Client client = builder().build()) {
      Steps.step("client-v2: ping", () -> Steps.is(client.ping(), false));
      Steps.step("client-v2: a value", () -> Steps.is(client.queryAll("SELECT count() AS n FROM events").get(0).getLong("n") > 0, 0));
      Steps.step("client-v2: schemas", () -> {
        List<String> listed = new ArrayList<>();
        for (GenericRecord row : client.queryAll("SHOW TABLES")) listed.add(row.getString(1));
        Steps.is(listed.equals(List.of(tables)), listed);
      });
      for (String table : tables)
        Steps.step("client-v2: schema and rows of " + table, () -> {
          TableSchema schema = client.getTableSchema(table);
          try (QueryResponse response = client.query("SELECT * FROM " + table + " LIMIT 5").get(60, TimeUnit.SECONDS)) {
            ClickHouseBinaryFormatReader reader = client.newBinaryFormatReader(response);
            List<String> real = new ArrayList<>();
            while (reader.next() != null)
              for (int column = 1; column <= reader.getSchema().getColumns().size(); column++) reader.readValue(column);
            reader.getSchema().getColumns().forEach(column -> real.add(column.getColumnName() + " " + column.getOriginalTypeName()));
            List<String> told = new ArrayList<>();
            schema.getColumns().forEach(column -> told.add(column.getColumnName() + " " + column.getOriginalTypeName()));
            Steps.is(told.equals(real), told + " " + real);
          }
        });
      Steps.step("client-v2: parameters", () -> {
        // The client sends values as they are: the engine itself reads no tab in one.
        Map<String, Object> parameters = Map.of("text", "it's a 'trap'", "count", 1);
        try (QueryResponse response =
            client.query("SELECT {text:String} AS text FROM numbers({count:UInt64})", parameters, new QuerySettings()).get(60, TimeUnit.SECONDS)) {
          ClickHouseBinaryFormatReader reader = client.newBinaryFormatReader(response);
          reader.next();
          Steps.is("it's a 'trap'".equals(reader.getString("text")), reader.getString("text"));
        }
      });
      Steps.step("client-v2: 100,000 rows", () -> {
        try (QueryResponse response = client.query("SELECT number, toString(number) FROM numbers(100000)").get(60, TimeUnit.SECONDS)) {
          Steps.is(read(client, response) == 100_000, "rows");
        }
      });
      for (boolean http : new boolean[] {false, true})
        Steps.step("client-v2: packed" + (http ? " as HTTP does" : " in ClickHouse's blocks"), () -> {
          try (Client packed = builder().compressServerResponse(true).compressClientRequest(true).useHttpCompression(http).build();
              QueryResponse response = packed.query("SELECT number, toString(number) FROM numbers(100000)").get(60, TimeUnit.SECONDS)) {
            Steps.is(read(packed, response) == 100_000, "rows");
          }
        });
      Steps.step("client-v2: UInt64 above 2^53", () -> {
        String found = client.queryAll("SELECT 18446744073709551615 AS n").get(0).getBigInteger("n").toString();
        Steps.is(found.equals("18446744073709551615"), found);
      });
      Steps.step("client-v2: a time zone and another setting", () -> {
        QuerySettings settings = new QuerySettings().serverSetting("session_timezone", "Asia/Tokyo").serverSetting("limit", "1");
        try (QueryResponse response =
            client.query("SELECT formatDateTime(fromUnixTimestamp(0), '%H') AS hour FROM numbers(9)", settings).get(60, TimeUnit.SECONDS)) {
          ClickHouseBinaryFormatReader reader = client.newBinaryFormatReader(response);
          reader.next();
          Steps.is("09".equals(reader.getString("hour")) && reader.next() == null, reader.getString("hour"));
        }
      });
      Steps.step("client-v2: an error says what it is", () -> {
        try {
          client.queryAll("SELECT nothing FROM events");
        } catch (Exception error) {
          String text = error + " " + error.getCause();
          Steps.is(text.contains("Code: 47") && text.contains("nothing"), text);
          return;
        }
        throw new AssertionError("no error");
      });
    }
  }
}
