import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/** What Metabase does with the JDBC driver that it ships, and with its properties. */
public class Metabase {
  public static void main(String[] arguments) throws Exception {
    String url = "jdbc:clickhouse://" + System.getenv("CH_HOST") + ":" + System.getenv("CH_PORT") + "/ecomind";
    String[] tables = System.getenv("CH_TABLES").split(",");
    Properties its = new Properties();
    its.setProperty("user", System.getenv("CH_USER"));
    its.setProperty("password", System.getenv("CH_PASSWORD"));
    for (String pair : List.of(
        "ssl=false", "use_server_time_zone_for_dates=true", "product_name=metabase/v1.57.1", "remember_last_set_roles=true",
        "http_connection_provider=HTTP_URL_CONNECTION", "jdbc_ignore_unsupported_values=true", "jdbc_schema_term=schema",
        "select_sequential_consistency=true", "max_open_connections=100", "custom_http_params="))
      its.setProperty(pair.split("=")[0], pair.endsWith("=") ? "" : pair.split("=")[1]);
    try (Connection metabase = DriverManager.getConnection(url, its); Statement some = metabase.createStatement()) {
      Steps.step("Metabase: connect", () -> Steps.is(Steps.all(some.executeQuery("SELECT 1")) == 1, "rows"));
      Steps.step("Metabase: version and time zone", () -> {
        Steps.is(Steps.all(some.executeQuery(
            "WITH s AS (SELECT version() AS ver, splitByChar('.', ver) AS verSplit) SELECT s.ver, toInt32(verSplit[1]) AS major, toInt32(verSplit[2]) AS minor, (SELECT value='1' FROM system.settings WHERE name='cloud_mode') AS cloud FROM s")) == 1, "rows");
        Steps.is(Steps.all(some.executeQuery("SELECT timezone() AS tz")) == 1, "rows");
      });
      Steps.step("Metabase: tables and their columns", () -> {
        ResultSet rows = metabase.getMetaData().getTables(null, "ecomind", "%",
            new String[] {"TABLE", "VIEW", "FOREIGN TABLE", "REMOTE TABLE", "DICTIONARY", "MATERIALIZED VIEW", "MEMORY TABLE", "LOG TABLE"});
        int count = 0;
        for (; rows.next(); count++) {
          ResultSet columns = metabase.getMetaData().getColumns(null, rows.getString("TABLE_SCHEM"), rows.getString("TABLE_NAME"), null);
          int found = 0;
          for (; columns.next(); found++)
            for (String what : List.of("COLUMN_NAME", "TYPE_NAME", "REMARKS", "COLUMN_DEF", "IS_NULLABLE", "IS_AUTOINCREMENT", "IS_GENERATEDCOLUMN"))
              columns.getString(what);
          Steps.is(found > 1, rows.getString("TABLE_NAME"));
        }
        Steps.is(count == tables.length, count);
      });
      for (String table : tables)
        Steps.step("Metabase: may " + table + " be read, and its first rows", () -> {
          Steps.is(Steps.all(metabase.prepareStatement("SELECT TRUE FROM `ecomind`.`" + table + "` WHERE 1 <> 1 LIMIT 0").executeQuery()) == 0, "rows");
          Steps.all(some.executeQuery("SELECT * FROM `ecomind`.`" + table + "` LIMIT 10"));
        });
      Steps.step("Metabase: a question by day", () -> {
        try (PreparedStatement prepared = metabase.prepareStatement(
            "-- Metabase:: userID: 1 queryType: MBQL queryHash: 5f\nSELECT toDate(`ecomind`.`events`.`ts`) AS `ts`, COUNT(*) AS `count`, sum(`ecomind`.`events`.`tokens_out`) AS `sum` FROM `ecomind`.`events` WHERE `ecomind`.`events`.`model` = ? GROUP BY toDate(`ecomind`.`events`.`ts`) ORDER BY toDate(`ecomind`.`events`.`ts`) ASC LIMIT 2000")) {
          prepared.setString(1, "gpt-4o");
          Steps.is(Steps.all(prepared.executeQuery()) > 1, "rows");
        }
      });
      Steps.step("Metabase: a question in another time zone", () -> {
        var settings = new com.clickhouse.client.api.query.QuerySettings();
        settings.serverSetting("session_timezone", "Asia/Tokyo");
        metabase.unwrap(com.clickhouse.jdbc.ConnectionImpl.class).setDefaultQuerySettings(settings);
        ResultSet rows = metabase.createStatement().executeQuery("SELECT formatDateTime(fromUnixTimestamp(0), '%H')");
        rows.next();
        Steps.is(rows.getString(1).equals("09"), rows.getString(1));
      });
    }
  }
}
