import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;

/** What DBeaver and other tools do with ClickHouse's JDBC driver. */
public class Jdbc {
  public static void main(String[] arguments) throws Exception {
    String url = "jdbc:clickhouse://" + System.getenv("CH_HOST") + ":" + System.getenv("CH_PORT") + "/ecomind";
    String[] tables = System.getenv("CH_TABLES").split(",");
    Properties account = new Properties();
    account.setProperty("user", System.getenv("CH_USER"));
    account.setProperty("password", System.getenv("CH_PASSWORD"));
    try (Connection connection = DriverManager.getConnection(url, account); Statement statement = connection.createStatement()) {
      DatabaseMetaData meta = connection.getMetaData();
      Steps.step("JDBC: isValid", () -> Steps.is(connection.isValid(10), false));
      Steps.step("JDBC: a value", () -> {
        ResultSet rows = statement.executeQuery("SELECT count() FROM events");
        Steps.is(rows.next() && rows.getLong(1) > 0, 0);
      });
      Steps.step("JDBC: getDatabaseProductVersion", () -> Steps.is(meta.getDatabaseProductVersion().length() > 2, ""));
      Steps.step("JDBC: getUserName", () -> Steps.is(meta.getUserName().equals(System.getenv("CH_USER")), meta.getUserName()));
      Steps.step("JDBC: getSchema", () -> Steps.is("ecomind".equals(connection.getSchema()), connection.getSchema()));
      Steps.step("JDBC: getCatalogs", () -> Steps.all(meta.getCatalogs()));
      Steps.step("JDBC: getSchemas", () -> {
        List<String> found = new ArrayList<>();
        ResultSet rows = meta.getSchemas();
        while (rows.next()) found.add(rows.getString("TABLE_SCHEM"));
        Steps.is(found.equals(List.of("ecomind")), found);
      });
      Steps.step("JDBC: getTableTypes", () -> Steps.is(Steps.all(meta.getTableTypes()) > 0, 0));
      Steps.step("JDBC: getTables", () -> {
        TreeSet<String> found = new TreeSet<>();
        ResultSet rows = meta.getTables(null, "ecomind", "%", null);
        while (rows.next()) found.add(rows.getString("TABLE_NAME"));
        Steps.is(found.equals(new TreeSet<>(List.of(tables))), found);
      });
      Steps.step("JDBC: getTables of views", () -> Steps.is(Steps.all(meta.getTables(null, "ecomind", "%", new String[] {"VIEW"})) == tables.length, "no views"));
      for (String table : tables)
        Steps.step("JDBC: getColumns and rows of " + table, () -> {
          List<String> listed = new ArrayList<>();
          ResultSet rows = meta.getColumns(null, "ecomind", table, "%");
          while (rows.next()) listed.add(rows.getString("COLUMN_NAME"));
          ResultSet some = statement.executeQuery("SELECT * FROM `ecomind`.`" + table + "` LIMIT 5");
          List<String> real = new ArrayList<>();
          for (int column = 1; column <= some.getMetaData().getColumnCount(); column++) real.add(some.getMetaData().getColumnName(column));
          Steps.is(listed.equals(real), listed + " " + real);
          Steps.all(some);
        });
      Steps.step("JDBC: getPrimaryKeys", () -> Steps.all(meta.getPrimaryKeys(null, "ecomind", "events")));
      Steps.step("JDBC: getIndexInfo", () -> Steps.all(meta.getIndexInfo(null, "ecomind", "events", false, false)));
      Steps.step("JDBC: getImportedKeys", () -> Steps.all(meta.getImportedKeys(null, "ecomind", "events")));
      Steps.step("JDBC: getExportedKeys", () -> Steps.all(meta.getExportedKeys(null, "ecomind", "events")));
      Steps.step("JDBC: getProcedures", () -> Steps.all(meta.getProcedures(null, "ecomind", "%")));
      Steps.step("JDBC: getFunctions", () -> Steps.is(Steps.all(meta.getFunctions(null, null, "%")) > 100, "few"));
      Steps.step("JDBC: getTypeInfo", () -> Steps.is(Steps.all(meta.getTypeInfo()) > 20, "few"));
      Steps.step("JDBC: getClientInfoProperties", () -> Steps.all(meta.getClientInfoProperties()));
      Steps.step("JDBC: a prepared statement", () -> {
        try (PreparedStatement prepared = connection.prepareStatement("SELECT model, sum(requests) AS n FROM usage_15m WHERE model = ? AND bucket > ? GROUP BY model")) {
          prepared.setString(1, "gpt-4o");
          prepared.setTimestamp(2, java.sql.Timestamp.valueOf("2020-01-01 00:00:00"));
          Steps.is(prepared.getMetaData().getColumnCount() == 2, "columns");
          Steps.is(Steps.all(prepared.executeQuery()) == 1, "rows");
        }
      });
      Steps.step("JDBC: 100,000 rows", () -> Steps.is(Steps.all(statement.executeQuery("SELECT number, toString(number) FROM numbers(100000)")) == 100_000, "rows"));
      Steps.step("JDBC: UInt64 above 2^53", () -> {
        ResultSet rows = statement.executeQuery("SELECT 18446744073709551615 AS n");
        rows.next();
        Steps.is(rows.getBigDecimal(1).toPlainString().equals("18446744073709551615"), rows.getString(1));
      });
      Steps.step("JDBC: an error says what it is", () -> {
        try {
          statement.executeQuery("SELECT nothing FROM events");
        } catch (SQLException error) {
          // The driver keeps the code in the text alone.
          Steps.is(String.valueOf(error.getMessage()).contains("Code: 47. DB::Exception: There is no such column or alias: nothing."), error.getMessage());
          return;
        }
        throw new AssertionError("no error");
      });
      Steps.step("JDBC: setMaxRows", () -> {
        try (Statement few = connection.createStatement()) {
          few.setMaxRows(10);
          Steps.is(Steps.all(few.executeQuery("SELECT number FROM numbers(1000)")) == 10, "rows");
        }
      });
      // What DBeaver asks besides: of the tables of `system` that it names, under a session of its own.
      Steps.step("DBeaver: connect", () -> {
        Properties own = new Properties(account);
        own.putAll(account);
        own.setProperty("clickhouse_setting_session_id", "sess_" + java.util.UUID.randomUUID());
        own.setProperty("use_time_zone", "Europe/Berlin");
        own.setProperty("use_server_time_zone", "false");
        try (Connection its = DriverManager.getConnection(url, own); Statement some = its.createStatement()) {
          Steps.is(Steps.all(some.executeQuery("SELECT VERSION()")) == 1, "version");
          Steps.is(Steps.all(some.executeQuery("SHOW DATABASES")) == 1, "databases");
          Steps.is(Steps.all(its.prepareStatement("SELECT name FROM system.table_engines").executeQuery()) > 10, "engines");
        }
      });
      Steps.step("DBeaver: types", () -> {
        StringBuilder kinds = new StringBuilder("select 'Bool' as c1,1 as c2,true as c3,0 as c4,0 as c5,16 as c6");
        for (int kind = 0; kind < 66; kind++) kinds.append(" UNION ALL select 'Type").append(kind).append("',1,false,0,0,12");
        ResultSet rows = connection.prepareStatement(
            "SELECT dt.name AS TYPE_NAME, dt.alias_to AS TYPE_ALIAS, -- in driver, it was if(empty(alias_to), name, alias_to)\n"
                + "attrs.c2 AS PRECISION, NULL AS LITERAL_PREFIX, dt.name AS NULLABLE, not(dt.case_insensitive)::Boolean AS CASE_SENSITIVE,"
                + " not(attrs.c3)::Boolean AS UNSIGNED_ATTRIBUTE, attrs.c6 AS DATA_TYPE FROM system.data_type_families dt\nLEFT JOIN ("
                + kinds + ") as attrs ON (dt.name = attrs.c1 or dt.alias_to = attrs.c1)").executeQuery();
        Steps.is(Steps.all(rows) > 100, "few");
      });
      Steps.step("DBeaver: tables and views", () -> {
        try (PreparedStatement prepared = connection.prepareStatement(
            "SELECT name as TABLE_NAME, engine as TABLE_TYPE, database as TABLE_SCHEM,comment as REMARKS, * FROM system.tables\nWHERE database = ?")) {
          prepared.setString(1, "ecomind");
          Steps.is(Steps.all(prepared.executeQuery()) == tables.length, "tables");
        }
      });
      Steps.step("DBeaver: the text of a view", () -> {
        ResultSet rows = connection.prepareStatement("SHOW CREATE TABLE ecomind.events").executeQuery();
        Steps.is(rows.next() && rows.getString(1).contains("("), "no text");
      });
      Steps.step("DBeaver: a page of a table, filtered and sorted", () ->
        Steps.is(Steps.all(statement.executeQuery("SELECT * FROM ecomind.events WHERE model = 'gpt-4o' ORDER BY ts DESC LIMIT 0, 20")) == 20, "rows"));
      Steps.step("DBeaver: how many rows a result has", () ->
        Steps.is(Steps.all(statement.executeQuery("SELECT count(*) FROM (SELECT * FROM ecomind.events) dbvrcnt")) == 1, "rows"));
      // The short run leaves out what takes seconds.
      if ("1".equals(System.getenv("CH_SHORT"))) return;
      Steps.step("JDBC: cancel ends a statement", () -> {
        try (Statement slow = connection.createStatement()) {
          Thread other = new Thread(() -> {
            try {
              for (int turn = 0; turn < 15; turn++) Thread.sleep(100);
              slow.cancel();
            } catch (Exception error) {
              System.out.println("FAIL JDBC: cancel: " + error);
            }
          });
          other.start();
          try {
            slow.executeQuery("SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash128(toString(number)))");
          } catch (SQLException error) {
            other.join();
            System.out.println("cancelled JDBC");
            Steps.is(String.valueOf(error.getMessage()).contains("394"), error.getMessage());
            return;
          }
          throw new AssertionError("no error");
        }
      });
      Steps.step("JDBC: a query time-out", () -> {
        try (Statement slow = connection.createStatement()) {
          slow.setQueryTimeout(2);
          slow.executeQuery("SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash128(toString(number)))");
        } catch (SQLException error) {
          return;
        }
        throw new AssertionError("no error");
      });
    }
  }
}
