import java.nio.file.Path;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/** Runs the Neo4j of a home directory until its standard input ends, which it does with whoever started it. */
public class Run {
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        new DatabaseManagementServiceBuilder(home).loadPropertiesFromFile(home.resolve("conf/neo4j.conf")).build();
        System.out.println("ready");
        while (System.in.read() >= 0) {
        }
        Runtime.getRuntime().halt(0);
    }
}
