//! Each flag of `Capabilities`, proven on a live server: what a flag claims is tried in the database's own SQL, and must
//! work where the flag is set, and be refused or have no effect where it is not.

use migration_core::dialect::{Capabilities, Dialect, Target};
use migratory_tests::throwaway::{Server, Throwaway};
use sqlx::{AnyConnection, AssertSqlSafe, Executor as _, Row as _};

/// What shows that a database can do something.
struct Claim {
    /// Statements that must be accepted.
    accepted: &'static [&'static str],
    /// Then statements that must be refused.
    refused: &'static [&'static str],
    /// Then a query that must find a row.
    proof: &'static str,
}

impl Claim {
    /// Statements, each of which is accepted.
    const fn accepts(accepted: &'static [&'static str]) -> Self {
        Self {
            accepted,
            refused: &[],
            proof: "SELECT 1",
        }
    }

    /// Why the claim does not hold.
    async fn fails(&self, connection: &mut AnyConnection) -> Option<String> {
        for sql in self.accepted {
            if let Err(error) = run(connection, sql).await {
                return Some(format!("`{sql}` is refused: {error}"));
            }
        }
        for sql in self.refused {
            if run(connection, sql).await.is_ok() {
                return Some(format!("`{sql}` is accepted"));
            }
        }
        match rows(connection, self.proof).await {
            Ok(0) => Some(format!("`{}` finds nothing", self.proof)),
            Ok(_) => None,
            Err(error) => Some(format!("`{}` is refused: {error}", self.proof)),
        }
    }
}

async fn run(connection: &mut AnyConnection, sql: &str) -> sqlx::Result<()> {
    let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    connection.execute(sql).await.map(drop)
}

async fn rows(connection: &mut AnyConnection, sql: &str) -> sqlx::Result<usize> {
    let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    connection.fetch_all(sql).await.map(|rows| rows.len())
}

/// The claims of the flags that are true or false, by their names, in the SQL of a database.
fn claims(of: &Capabilities, dialect: Dialect) -> Vec<(&'static str, bool, Claim)> {
    // Without `..`, so that a new flag is asked for here.
    let Capabilities {
        database: _,
        transactional_ddl,
        enum_types,
        partial_indexes,
        expression_indexes,
        index_include,
        concurrent_indexes,
        nulls_not_distinct,
        deferrable_foreign_keys,
        set_null_columns,
        unenforced_checks,
        exclusion_constraints,
        prefix_indexes,
        storage_parameters,
        add_constraint,
        comments,
        arrays,
        virtual_columns,
        temporal_keys,
        identity_always,
        unlogged_tables,
        insert_returning,
        identifier_bytes: _,
        identifier_chars: _,
        bind_limit: _,
    } = of;
    let on_table = |accepted| Claim::accepts(accepted);
    vec![
        (
            "transactional_ddl",
            *transactional_ddl,
            Claim {
                accepted: &["BEGIN", "CREATE TABLE undone (a int)", "ROLLBACK"],
                refused: &["SELECT * FROM undone"],
                proof: "SELECT count(*) FROM t",
            },
        ),
        (
            "enum_types",
            *enum_types,
            Claim {
                accepted: &[
                    "CREATE TYPE mood AS ENUM ('good', 'bad')",
                    "CREATE TABLE moody (mood mood)",
                    "INSERT INTO moody VALUES ('bad')",
                ],
                refused: &["INSERT INTO moody VALUES ('sad')"],
                proof: "SELECT 1 FROM moody WHERE mood > 'good'",
            },
        ),
        (
            "partial_indexes",
            *partial_indexes,
            Claim {
                accepted: &[
                    "CREATE UNIQUE INDEX i ON t (a) WHERE b > 0",
                    "INSERT INTO t (a, b) VALUES (1, 0), (1, 0), (1, 1)",
                ],
                refused: &["INSERT INTO t (a, b) VALUES (1, 1)"],
                proof: "SELECT 1",
            },
        ),
        (
            "expression_indexes",
            *expression_indexes,
            Claim {
                accepted: &[
                    "CREATE UNIQUE INDEX i ON t ((a + b))",
                    "INSERT INTO t (a, b) VALUES (1, 2)",
                ],
                refused: &["INSERT INTO t (a, b) VALUES (2, 1)"],
                proof: "SELECT 1",
            },
        ),
        (
            "index_include",
            *index_include,
            on_table(&["CREATE INDEX i ON t (a) INCLUDE (b)"]),
        ),
        (
            "set_null_columns",
            *set_null_columns,
            on_table(&[
                "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b))",
                "CREATE TABLE c (a int, b int, FOREIGN KEY (a, b) REFERENCES p (a, b) ON DELETE SET NULL (b))",
            ]),
        ),
        (
            "unenforced_checks",
            *unenforced_checks,
            on_table(&[
                "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT ENFORCED",
                "INSERT INTO t (a) VALUES (-1)",
            ]),
        ),
        (
            "exclusion_constraints",
            *exclusion_constraints,
            Claim {
                accepted: &[
                    "ALTER TABLE t ADD CONSTRAINT k EXCLUDE USING btree (a WITH =)",
                    "INSERT INTO t (a) VALUES (1)",
                ],
                refused: &["INSERT INTO t (a) VALUES (1)"],
                proof: "SELECT 1",
            },
        ),
        (
            "prefix_indexes",
            *prefix_indexes,
            on_table(&[
                "CREATE TABLE texts (a varchar(20))",
                "CREATE INDEX i ON texts (a(5))",
            ]),
        ),
        (
            "storage_parameters",
            *storage_parameters,
            on_table(&[
                "ALTER TABLE t SET (fillfactor = 70)",
                "CREATE INDEX i ON t (a) WITH (fillfactor = 70)",
            ]),
        ),
        // InnoDB lets writes go on while it builds an index (`ALGORITHM=INPLACE, LOCK=NONE`); the flag is about a build
        // that is asked for by this word and runs outside of transactions.
        (
            "concurrent_indexes",
            *concurrent_indexes,
            on_table(&[
                "CREATE INDEX CONCURRENTLY i ON t (a)",
                "DROP INDEX CONCURRENTLY i",
            ]),
        ),
        (
            "nulls_not_distinct",
            *nulls_not_distinct,
            Claim {
                accepted: &[
                    "CREATE UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT",
                    "INSERT INTO t (a) VALUES (NULL)",
                ],
                refused: &["INSERT INTO t (a) VALUES (NULL)"],
                proof: "SELECT 1",
            },
        ),
        (
            "deferrable_foreign_keys",
            *deferrable_foreign_keys,
            Claim {
                accepted: &[
                    "CREATE TABLE parents (id int PRIMARY KEY)",
                    "CREATE TABLE children (id int, CONSTRAINT k FOREIGN KEY (id) REFERENCES parents (id) \
                     DEFERRABLE INITIALLY DEFERRED)",
                    "BEGIN; INSERT INTO children VALUES (1); INSERT INTO parents VALUES (1); COMMIT",
                ],
                refused: &["BEGIN; INSERT INTO children VALUES (2); COMMIT"],
                proof: "SELECT 1",
            },
        ),
        (
            "add_constraint",
            *add_constraint,
            Claim {
                accepted: &[
                    "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a)",
                    "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
                    "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES t (a)",
                ],
                refused: &[
                    "INSERT INTO t (a) VALUES (0)",
                    "INSERT INTO t (b) VALUES (1)",
                ],
                proof: "SELECT 1",
            },
        ),
        ("comments", *comments, commented(dialect)),
        (
            "arrays",
            *arrays,
            Claim {
                // SQLite takes `int[]` as it takes any name of a type, but has no elements.
                accepted: &[
                    "CREATE TABLE lists (a int[])",
                    "INSERT INTO lists VALUES ('{1,2}')",
                ],
                refused: &[],
                proof: "SELECT 1 FROM lists WHERE a[2] = 2",
            },
        ),
        (
            "temporal_keys",
            *temporal_keys,
            on_table(&["CREATE TABLE stays (a int4range, PRIMARY KEY (a WITHOUT OVERLAPS))"]),
        ),
        (
            "virtual_columns",
            *virtual_columns,
            Claim {
                accepted: &[
                    "CREATE TABLE computed (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL)",
                    "INSERT INTO computed (a) VALUES (1)",
                ],
                refused: &[],
                proof: "SELECT 1 FROM computed WHERE b = 2",
            },
        ),
        (
            "identity_always",
            *identity_always,
            Claim {
                accepted: &[
                    "CREATE TABLE counted (id int GENERATED ALWAYS AS IDENTITY, a int)",
                    "INSERT INTO counted (a) VALUES (1)",
                ],
                refused: &["INSERT INTO counted (id) VALUES (7)"],
                proof: "SELECT 1 FROM counted WHERE id = 1",
            },
        ),
        (
            "unlogged_tables",
            *unlogged_tables,
            on_table(&["CREATE UNLOGGED TABLE quick (a int)"]),
        ),
        (
            "insert_returning",
            *insert_returning,
            on_table(&["INSERT INTO t (a) VALUES (77) RETURNING a"]),
        ),
    ]
}

fn commented(dialect: Dialect) -> Claim {
    Claim::accepts(match dialect {
        Dialect::Postgres | Dialect::Sqlite => &[
            "COMMENT ON TABLE t IS 'why'",
            "COMMENT ON COLUMN t.a IS 'why'",
        ],
        Dialect::Mysql => &["ALTER TABLE t COMMENT 'why', MODIFY a int COMMENT 'why'"],
    })
}

/// The target of a live server, as far as its version decides.
async fn target_of(server: &Server, connection: &mut AnyConnection) -> Target {
    match server {
        Server::Sqlite => Target::sqlite(),
        Server::Postgres(_) => {
            let mut target = Target::postgres();
            let version = text(connection, "SELECT current_setting('server_version_num')").await;
            let version: u32 = version.parse().expect("a number");
            target.capabilities.nulls_not_distinct &= version >= 150_000;
            target.capabilities.virtual_columns |= version >= 180_000;
            target.capabilities.temporal_keys |= version >= 180_000;
            target
        }
        Server::Mysql(_) => match text(connection, "SELECT version()").await {
            version if version.contains("MariaDB") => Target::mariadb(),
            _ => Target::mysql(),
        },
    }
}

async fn text(connection: &mut AnyConnection, sql: &'static str) -> String {
    let row = connection.fetch_one(sql).await.expect("an answer");
    row.get(0)
}

async fn empty(server: &Server) -> (Throwaway, AnyConnection) {
    let database = server.create("capabilities").await;
    let mut connection = database.connect().await;
    run(&mut connection, "CREATE TABLE t (a int, b int)")
        .await
        .expect("a table");
    (database, connection)
}

#[tokio::test]
async fn a_flag_is_set_exactly_where_the_server_does_what_it_claims() {
    let mut wrong = Vec::new();
    for server in Server::all() {
        let (_database, mut connection) = empty(&server).await;
        let target = target_of(&server, &mut connection).await;
        for (flag, is_set, claim) in claims(&target.capabilities, target.dialect) {
            let (_database, mut connection) = empty(&server).await;
            let database = target.capabilities.database;
            match (is_set, claim.fails(&mut connection).await) {
                (true, Some(why)) => wrong.push(format!("{database}: {flag} is set, but {why}")),
                (false, None) => wrong.push(format!("{database}: {flag} is not set, but it works")),
                (true, None) | (false, Some(_)) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn names_of_the_longest_length_are_kept_whole_and_longer_ones_are_not() {
    for server in Server::all() {
        let (_database, mut connection) = empty(&server).await;
        let target = target_of(&server, &mut connection).await;
        let (letter, limit) = match &target.capabilities {
            Capabilities {
                identifier_bytes: Some(bytes),
                ..
            } => ("a", Some(*bytes)),
            // Two bytes each, to see that characters are counted.
            Capabilities {
                identifier_chars, ..
            } => ("é", *identifier_chars),
        };
        let longest = letter.repeat(limit.unwrap_or(1000));
        assert!(
            keeps(&mut connection, target.dialect, &longest).await,
            "{}",
            target.capabilities.database
        );
        if limit.is_some() {
            let longer = longest + letter;
            assert!(
                !keeps(&mut connection, target.dialect, &longer).await,
                "{}",
                target.capabilities.database
            );
        }
    }
}

/// Whether a table can be called so, and is.
async fn keeps(connection: &mut AnyConnection, dialect: Dialect, name: &str) -> bool {
    let create = format!("CREATE TABLE {} (a int)", dialect.quote(name));
    let literal = dialect.string_literal(name);
    let catalog = match dialect {
        Dialect::Postgres => "pg_class WHERE relname",
        Dialect::Mysql => "information_schema.tables WHERE table_name",
        Dialect::Sqlite => "sqlite_schema WHERE name",
    };
    let find = format!("SELECT 1 FROM {catalog} = {literal}");
    run(connection, &create).await.is_ok() && rows(connection, &find).await.unwrap_or(0) == 1
}

#[tokio::test]
async fn a_statement_binds_as_many_values_as_the_limit_and_no_more() {
    for server in Server::all() {
        let (_database, mut connection) = empty(&server).await;
        let target = target_of(&server, &mut connection).await;
        let limit = target.capabilities.bind_limit;
        let database = target.capabilities.database;
        let most = bind(&mut connection, target.dialect, limit).await;
        assert!(most.is_ok(), "{database}: {:?}", most.err());
        let more = bind(&mut connection, target.dialect, limit + 1).await;
        assert!(more.is_err(), "{database} binds {} values", limit + 1);
    }
}

async fn bind(connection: &mut AnyConnection, dialect: Dialect, count: usize) -> sqlx::Result<()> {
    let placeholders: Vec<String> = (1..=count)
        .map(|n| match dialect {
            Dialect::Postgres => format!("${n}"),
            Dialect::Mysql | Dialect::Sqlite => "?".to_owned(),
        })
        .collect();
    let sql = format!("SELECT a FROM t WHERE a IN ({})", placeholders.join(", "));
    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
    for _ in 0..count {
        query = query.bind(1_i32);
    }
    connection.fetch_all(query).await.map(drop)
}
