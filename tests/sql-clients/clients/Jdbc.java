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

/** What DBeaver, Metabase and other tools do with ClickHouse's JDBC driver. Prints `ok STEP` or `FAIL STEP: why`, a line each. */
public class Jdbc {
  interface Act {
    void run() throws Exception;
  }

  static void step(String name, Act act) {
    try {
      act.run();
      System.out.println("ok " + name);
    } catch (Throwable error) {
      String text = String.valueOf(error).replace('\n', ' ');
      System.out.println("FAIL " + name + ": " + text.substring(0, Math.min(400, text.length())));
    }
  }

  static void is(boolean condition, Object found) {
    if (!condition) throw new AssertionError(String.valueOf(found));
  }

  static int all(ResultSet rows) throws SQLException {
    int columns = rows.getMetaData().getColumnCount();
    int count = 0;
    for (; rows.next(); count++) for (int column = 1; column <= columns; column++) rows.getObject(column);
    return count;
  }

  public static void main(String[] arguments) throws Exception {
    String url = "jdbc:clickhouse://" + System.getenv("CH_HOST") + ":" + System.getenv("CH_PORT") + "/ecomind";
    String[] tables = System.getenv("CH_TABLES").split(",");
    Properties account = new Properties();
    account.setProperty("user", System.getenv("CH_USER"));
    account.setProperty("password", System.getenv("CH_PASSWORD"));
    try (Connection connection = DriverManager.getConnection(url, account); Statement statement = connection.createStatement()) {
      DatabaseMetaData meta = connection.getMetaData();
      step("JDBC: isValid", () -> is(connection.isValid(10), false));
      step("JDBC: a value", () -> {
        ResultSet rows = statement.executeQuery("SELECT count() FROM events");
        is(rows.next() && rows.getLong(1) > 0, 0);
      });
      step("JDBC: getDatabaseProductVersion", () -> is(meta.getDatabaseProductVersion().length() > 2, ""));
      step("JDBC: getUserName", () -> is(meta.getUserName().equals(System.getenv("CH_USER")), meta.getUserName()));
      step("JDBC: getSchema", () -> is("ecomind".equals(connection.getSchema()), connection.getSchema()));
      step("JDBC: getCatalogs", () -> all(meta.getCatalogs()));
      step("JDBC: getSchemas", () -> {
        List<String> found = new ArrayList<>();
        ResultSet rows = meta.getSchemas();
        while (rows.next()) found.add(rows.getString("TABLE_SCHEM"));
        is(found.equals(List.of("ecomind")), found);
      });
      step("JDBC: getTableTypes", () -> is(all(meta.getTableTypes()) > 0, 0));
      step("JDBC: getTables", () -> {
        TreeSet<String> found = new TreeSet<>();
        ResultSet rows = meta.getTables(null, "ecomind", "%", null);
        while (rows.next()) found.add(rows.getString("TABLE_NAME"));
        is(found.equals(new TreeSet<>(List.of(tables))), found);
      });
      step("JDBC: getTables of views", () -> is(all(meta.getTables(null, "ecomind", "%", new String[] {"VIEW"})) == tables.length, "no views"));
      for (String table : tables)
        step("JDBC: getColumns and rows of " + table, () -> {
          List<String> listed = new ArrayList<>();
          ResultSet rows = meta.getColumns(null, "ecomind", table, "%");
          while (rows.next()) listed.add(rows.getString("COLUMN_NAME"));
          ResultSet some = statement.executeQuery("SELECT * FROM `ecomind`.`" + table + "` LIMIT 5");
          List<String> real = new ArrayList<>();
          for (int column = 1; column <= some.getMetaData().getColumnCount(); column++) real.add(some.getMetaData().getColumnName(column));
          is(listed.equals(real), listed + " " + real);
          all(some);
        });
      step("JDBC: getPrimaryKeys", () -> all(meta.getPrimaryKeys(null, "ecomind", "events")));
      step("JDBC: getIndexInfo", () -> all(meta.getIndexInfo(null, "ecomind", "events", false, false)));
      step("JDBC: getImportedKeys", () -> all(meta.getImportedKeys(null, "ecomind", "events")));
      step("JDBC: getExportedKeys", () -> all(meta.getExportedKeys(null, "ecomind", "events")));
      step("JDBC: getProcedures", () -> all(meta.getProcedures(null, "ecomind", "%")));
      step("JDBC: getFunctions", () -> is(all(meta.getFunctions(null, null, "%")) > 100, "few"));
      step("JDBC: getTypeInfo", () -> is(all(meta.getTypeInfo()) > 20, "few"));
      step("JDBC: getClientInfoProperties", () -> all(meta.getClientInfoProperties()));
      step("JDBC: a prepared statement", () -> {
        try (PreparedStatement prepared = connection.prepareStatement("SELECT model, sum(requests) AS n FROM usage_15m WHERE model = ? AND bucket > ? GROUP BY model")) {
          prepared.setString(1, "gpt-4o");
          prepared.setTimestamp(2, java.sql.Timestamp.valueOf("2020-01-01 00:00:00"));
          is(prepared.getMetaData().getColumnCount() == 2, "columns");
          is(all(prepared.executeQuery()) == 1, "rows");
        }
      });
      step("JDBC: 100,000 rows", () -> is(all(statement.executeQuery("SELECT number, toString(number) FROM numbers(100000)")) == 100_000, "rows"));
      step("JDBC: UInt64 above 2^53", () -> {
        ResultSet rows = statement.executeQuery("SELECT 18446744073709551615 AS n");
        rows.next();
        is(rows.getBigDecimal(1).toPlainString().equals("18446744073709551615"), rows.getString(1));
      });
      step("JDBC: an error says what it is", () -> {
        try {
          statement.executeQuery("SELECT nothing FROM events");
        } catch (SQLException error) {
          // The driver keeps the code in the text alone.
          is(String.valueOf(error.getMessage()).contains("Code: 47. DB::Exception: There is no such column or alias: nothing."), error.getMessage());
          return;
        }
        throw new AssertionError("no error");
      });
      step("JDBC: setMaxRows", () -> {
        try (Statement few = connection.createStatement()) {
          few.setMaxRows(10);
          is(all(few.executeQuery("SELECT number FROM numbers(1000)")) == 10, "rows");
        }
      });
      step("JDBC: a query time-out", () -> {
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
