import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Starts the engine and closes its HTTP server, which it always starts: Bolt is all that is used. By reflection, so
 * that it is compiled without the engine's jars: `javac --release 11 -g:none BoltAlone.java`. Creates the file that its
 * first argument names when that is done.
 *
 * Where the file exists that its second argument names, all indexes of the database that the third names are built
 * anew before anybody may ask it, and the file is deleted: what was erased stays in an index until then.
 */
public final class BoltAlone {
    public static void main(String[] arguments) {
        try {
            start(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2]);
        } catch (ReflectiveOperationException | IOException error) {
            error.printStackTrace();
            System.exit(1);
        }
    }

    private static void start(Path ready, Path purge, String database) throws ReflectiveOperationException, IOException {
        Class<?> type = Class.forName("com.arcadedb.server.ArcadeDBServer");
        Object server = type.getConstructor().newInstance();
        type.getMethod("start").invoke(server);
        Object http = type.getMethod("getHttpServer").invoke(server);
        http.getClass().getMethod("stopService").invoke(http);
        if (Files.exists(purge)) {
            Object opened = type.getMethod("getDatabase", String.class).invoke(server, database);
            Class<?> databaseType = Class.forName("com.arcadedb.database.Database");
            databaseType
                .getMethod("command", String.class, String.class, Object[].class)
                .invoke(opened, "sql", "REBUILD INDEX *", new Object[0]);
            Files.delete(purge);
        }
        Files.createFile(ready);
    }
}
