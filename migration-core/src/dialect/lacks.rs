//! What only PostgreSQL has, and what to do instead where it is missing.

use crate::schema::ObjectKind;

/// The kind in the plural, and what to do without it.
pub(super) fn instead_of(kind: ObjectKind) -> (&'static str, &'static str) {
    match kind {
        ObjectKind::Domain => (
            "domains",
            "give each column the type, and a check of its own",
        ),
        ObjectKind::Composite => (
            "composite types",
            "make a column of each attribute, or keep them in one json() column",
        ),
        ObjectKind::Range => (
            "range types",
            "keep the two ends in two columns, with a check that they are in order",
        ),
        ObjectKind::Policy => (
            "policies",
            "let the program, or a view for each role, choose the rows",
        ),
        ObjectKind::Statistics => (
            "extended statistics",
            "leave them out: .on(Postgres) with schema.sql(...), or a migration for PostgreSQL alone",
        ),
        ObjectKind::Publication => (
            "publications",
            "set replication up on the server itself, and leave this out here",
        ),
        ObjectKind::Extension => (
            "extensions",
            "leave it out here: put it into a migration for PostgreSQL alone, or use schema.sql(...).on(Postgres)",
        ),
        ObjectKind::MaterializedView => (
            "materialized views",
            "create a table and fill it, or a plain view",
        ),
        ObjectKind::Sequence => (
            "sequences",
            "use an auto-increment key, or a table of one row that is counted up",
        ),
        ObjectKind::Function | ObjectKind::Procedure => (
            "functions and procedures in SQL",
            "say where it is for: on(Postgres), and give a trigger its statements as body(\"...\")",
        ),
        ObjectKind::Trigger => ("triggers", "do it in the program"),
        ObjectKind::Rule => ("rules", "use a trigger, or a view"),
        ObjectKind::View => ("views", "write the query where it is needed"),
        ObjectKind::Namespace => (
            "schemas in a database",
            "put the schema into the names of its tables (\"audit_events\")",
        ),
        ObjectKind::Role => (
            "roles",
            "let the file's own permissions decide, and leave this out here",
        ),
    }
}
