// @neo4j/graphql on graphql-yoga, as its documentation sets it up: `node yoga.mjs BOLT_URI PASSWORD PORT`.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import net from "node:net";
import { Neo4jGraphQL } from "@neo4j/graphql";
import { createYoga } from "graphql-yoga";
import neo4j from "neo4j-driver";

// The driver leaves Nagle's algorithm on, which holds up statements of more than a packet by 40 ms.
const connect = net.connect;
net.connect = (...where) => connect(...where).setNoDelay(true);

const [uri, password, port] = process.argv.slice(2);
const typeDefs = readFileSync(new URL("type_defs.graphql", import.meta.url), "utf8");
const driver = neo4j.driver(uri, neo4j.auth.basic("neo4j", password));
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();
const yoga = createYoga({ schema, logging: false, graphiql: false, maskedErrors: false });
createServer(yoga).listen(Number(port), "127.0.0.1", () => console.log("Serving"));
