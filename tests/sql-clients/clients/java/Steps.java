import java.sql.ResultSet;
import java.sql.SQLException;

/** Prints `ok STEP` or `FAIL STEP: why`, a line each. */
class Steps {
  interface Act {
    void run() throws Exception;
  }

  static void step(String name, Act act) {
    try {
      act.run();
      System.out.println("ok " + name);
    } catch (Throwable error) {
      String text = (error + " " + error.getCause()).replace('\n', ' ');
      System.out.println("FAIL " + name + ": " + text.substring(0, Math.min(400, text.length())));
    }
  }

  static void is(boolean condition, Object found) {
    if (!condition) throw new AssertionError(String.valueOf(found));
  }

  /** Reads every value. @return how many rows there are */
  static int all(ResultSet rows) throws SQLException {
    int columns = rows.getMetaData().getColumnCount();
    int count = 0;
    for (; rows.next(); count++) for (int column = 1; column <= columns; column++) rows.getObject(column);
    return count;
  }
}
