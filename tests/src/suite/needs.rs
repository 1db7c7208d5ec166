//! What not every database has, by a flag of its capabilities or by what its dialect answers.

use migration_core::builder::{Schema, TriggerBuilder, col, integer, small_integer};
use migration_core::dialect::{Capabilities, Target, lower};
use migration_core::schema::{PartitionStrategy, RangeKind, ReferentialAction, SchemaState};

/// Something that a case is about and that a database may lack.
#[derive(Clone, Copy)]
pub struct Need {
    /// What it is.
    pub name: &'static str,
    had: Had,
}

#[derive(Clone, Copy)]
enum Had {
    Flag(fn(&Capabilities) -> bool),
    Lowered(fn(&mut Schema)),
}

impl Need {
    const fn flag(name: &'static str, flag: fn(&Capabilities) -> bool) -> Self {
        Self {
            name,
            had: Had::Flag(flag),
        }
    }

    const fn lowered(name: &'static str, example: fn(&mut Schema)) -> Self {
        Self {
            name,
            had: Had::Lowered(example),
        }
    }

    /// Whether a database has it.
    pub fn is_met(&self, target: &Target) -> bool {
        match self.had {
            Had::Flag(flag) => flag(&target.capabilities),
            Had::Lowered(example) => {
                let mut schema = Schema::new();
                example(&mut schema);
                let mut state = SchemaState::new();
                schema.finish().iter().all(|recorded| {
                    let lowered = lower(&recorded.operation, &state, target);
                    state
                        .apply(&recorded.operation)
                        .expect("an example that is right");
                    lowered.is_ok()
                })
            }
        }
    }
}

/// See [`Capabilities::partial_indexes`].
pub const PARTIAL_INDEXES: Need = Need::flag("partial indexes", |can| can.partial_indexes);
/// See [`Capabilities::expression_indexes`].
pub const EXPRESSION_INDEXES: Need = Need::flag("expression indexes", |can| can.expression_indexes);
/// See [`Capabilities::index_include`].
pub const INDEX_INCLUDE: Need = Need::flag("included columns", |can| can.index_include);
/// See [`Capabilities::nulls_not_distinct`].
pub const NULLS_NOT_DISTINCT: Need = Need::flag("equal NULLs", |can| can.nulls_not_distinct);
/// See [`Capabilities::deferrable_foreign_keys`].
pub const DEFERRABLE_FOREIGN_KEYS: Need =
    Need::flag("deferrable foreign keys", |can| can.deferrable_foreign_keys);
/// See [`Capabilities::arrays`].
pub const ARRAYS: Need = Need::flag("arrays", |can| can.arrays);
/// See [`Capabilities::virtual_columns`].
pub const VIRTUAL_COLUMNS: Need = Need::flag("virtual columns", |can| can.virtual_columns);
/// See [`Capabilities::identity_always`].
pub const IDENTITY_ALWAYS: Need = Need::flag("strict identities", |can| can.identity_always);
/// See [`Capabilities::unlogged_tables`].
pub const UNLOGGED_TABLES: Need = Need::flag("unlogged tables", |can| can.unlogged_tables);

/// See [`Capabilities::set_null_columns`].
pub const SET_NULL_COLUMNS: Need =
    Need::flag("SET NULL of some columns", |can| can.set_null_columns);
/// See [`Capabilities::unenforced_checks`].
pub const UNENFORCED_CHECKS: Need = Need::flag("unenforced checks", |can| can.unenforced_checks);
/// See [`Capabilities::exclusion_constraints`].
pub const EXCLUSIONS: Need = Need::flag("exclusion constraints", |can| can.exclusion_constraints);
/// See [`Capabilities::prefix_indexes`].
pub const PREFIX_INDEXES: Need = Need::flag("prefix indexes", |can| can.prefix_indexes);
/// See [`Capabilities::storage_parameters`].
pub const STORAGE_PARAMETERS: Need = Need::flag("storage parameters", |can| can.storage_parameters);

/// New columns that go anywhere but after all others.
pub const COLUMN_POSITIONS: Need = Need::lowered("places of new columns", |schema| {
    schema.create_table("t", |t| {
        t.id();
    });
    schema.alter_table("t", |t| {
        t.add_column("c", integer()).first().optional();
    });
});
/// Columns that say how they are compressed and sampled.
pub const COLUMN_TUNING: Need = Need::lowered("tuned columns", |schema| {
    schema.create_table("t", |t| {
        t.text("c").compression("pglz").statistics(10);
    });
});

/// See [`Capabilities::comments`].
pub const COMMENTS: Need = Need::flag("comments", |can| can.comments);
/// Domains, which only PostgreSQL has; where they are, so are types, policies, publications and statistics.
pub const DOMAINS: Need = Need::lowered("domains", |schema| {
    schema.create_domain("shape", integer());
});
/// See [`DOMAINS`].
pub const POLICIES: Need = Need::lowered("policies", |schema| {
    schema.create_table("t", |t| {
        t.id();
    });
    schema.create_policy("p", "t").using("true");
});
/// Roles and what is granted to them.
pub const ROLES: Need = Need::lowered("roles", |schema| {
    schema.create_role("r");
});
/// Extensions.
pub const EXTENSIONS: Need = Need::lowered("extensions", |schema| {
    schema.create_extension("pg_trgm");
});
/// Schemas that can be created.
pub const NEW_SCHEMAS: Need = Need::lowered("schemas of one's own", |schema| {
    schema.create_schema("s");
});
/// Tables in other schemas.
pub const SCHEMAS: Need = Need::lowered("schemas", |schema| {
    schema.create_table(("other", "t"), |t| {
        t.integer("c").optional();
    });
});
/// Partitioned tables.
pub const PARTITIONS: Need = Need::lowered("partitions", |schema| {
    schema.create_table("t", |t| {
        t.integer("c");
        t.partition_by(PartitionStrategy::Range, "c");
    });
});
/// Tables that inherit from others.
pub const INHERITANCE: Need = Need::lowered("inheritance", |schema| {
    schema.create_table("t", |t| {
        t.integer("c");
    });
    schema.create_table("heir", |t| {
        t.inherits("t");
    });
});
/// Intervals.
pub const INTERVALS: Need = Need::lowered("intervals", |schema| {
    schema.create_table("t", |t| {
        t.interval("c").optional();
    });
});
/// Ranges.
pub const RANGES: Need = Need::lowered("ranges", |schema| {
    schema.create_table("t", |t| {
        t.range("c", RangeKind::Integer).optional();
    });
});
/// Text search documents.
pub const TEXT_SEARCH: Need = Need::lowered("text search documents", |schema| {
    schema.create_table("t", |t| {
        t.tsvector("c").optional();
    });
});
/// Bit strings of varying length.
pub const VARYING_BITS: Need = Need::lowered("varying bit strings", |schema| {
    schema.create_table("t", |t| {
        t.varbit("c", 8).optional();
    });
});
/// Foreign keys that are whole or NULL.
pub const MATCH_FULL: Need = Need::lowered("MATCH FULL", |schema| {
    parent_and_child(schema);
    schema
        .add_foreign_key("child", "parent_id")
        .references("parent", "id")
        .match_full();
});
/// Foreign keys that fall back to defaults.
pub const SET_DEFAULT: Need = Need::lowered("SET DEFAULT", |schema| {
    parent_and_child(schema);
    let key = schema.add_foreign_key("child", "parent_id");
    key.references("parent", "id")
        .on_delete(ReferentialAction::SetDefault);
});
/// Constraints that leave the rows there unchecked.
pub const NOT_VALID: Need = Need::lowered("NOT VALID", |schema| {
    parent_and_child(schema);
    schema
        .add_check("child", "child_check", "parent_id > 0")
        .not_valid();
});
/// Unique constraints that are checked at the end of the transaction.
pub const DEFERRABLE_UNIQUES: Need = Need::lowered("deferrable unique constraints", |schema| {
    parent_and_child(schema);
    schema.add_unique("child", "parent_id").deferrable();
});
/// The place of NULLs in an index.
pub const NULLS_ORDER: Need = Need::lowered("an order of NULLs", |schema| {
    parent_and_child(schema);
    schema.create_index("child", col("parent_id").nulls_last());
});
/// Operator classes of index keys.
pub const OPERATOR_CLASSES: Need = Need::lowered("operator classes", |schema| {
    parent_and_child(schema);
    schema.create_index("child", col("parent_id").ops("int8_ops"));
});
/// Indexes of other methods than a B-tree.
pub const INDEX_METHODS: Need = Need::lowered("index methods", |schema| {
    parent_and_child(schema);
    schema.create_index("child", "parent_id").using("hash");
});
/// Identities other than a whole primary key.
pub const IDENTITY_BESIDE_KEY: Need = Need::lowered("identities beside the key", |schema| {
    schema.create_table("t", |t| {
        t.integer("id").primary_key();
        t.column("c", small_integer()).auto_increment().unique();
    });
});
/// Changes of type by an expression.
pub const CONVERSIONS: Need = Need::lowered("conversions by an expression", |schema| {
    parent_and_child(schema);
    schema.alter_table("child", |t| {
        t.change_type("parent_id", integer())
            .using("parent_id % 100");
    });
});

/// Views that check what goes in through them.
pub const VIEW_CHECKS: Need = Need::lowered("views that check", |schema| {
    schema.create_view("v", "SELECT 1").check_option();
});
/// Comments on views.
pub const VIEW_COMMENTS: Need = Need::lowered("comments on views", |schema| {
    schema.create_view("v", "SELECT 1").comment("one");
});
/// Materialized views.
pub const MATERIALIZED_VIEWS: Need = Need::lowered("materialized views", |schema| {
    schema.create_materialized_view("v", "SELECT 1");
});
/// Functions and procedures in SQL.
pub const FUNCTIONS: Need = Need::lowered("functions", |schema| {
    schema.create_function("f", "", "int").body("RETURN 1");
});
/// Functions of one name.
pub const OVERLOADS: Need = Need::lowered("overloads", |schema| {
    schema.create_function("f", "", "int").body("RETURN 1");
    schema.create_function("f", "a int", "int").body("RETURN 1");
});
/// Settings of functions.
pub const FUNCTION_SETTINGS: Need = Need::lowered("settings of functions", |schema| {
    let function = schema.create_function("f", "", "int");
    function.body("RETURN 1").set("work_mem", "1MB");
});
/// Triggers with statements of their own.
pub const TRIGGER_BODIES: Need = Need::lowered("bodies of triggers", |schema| {
    parent_and_child(schema);
    let trigger = schema.create_trigger("t", "child");
    trigger.after_insert().body("DELETE FROM parent");
});
/// Triggers for some of the columns and rows.
pub const TRIGGER_CONDITIONS: Need = Need::lowered("conditions of triggers", |schema| {
    some_trigger(schema).when("new.parent_id > 0");
});
/// Triggers that are turned off.
pub const TRIGGER_SWITCH: Need = Need::lowered("triggers turned off", |schema| {
    some_trigger(schema);
    schema.disable_trigger("t", "child");
});
/// Triggers for whole statements, and for the commit.
pub const STATEMENT_TRIGGERS: Need = Need::lowered("statement triggers", |schema| {
    some_trigger(schema).for_each_statement();
});
/// Triggers on views.
pub const VIEW_TRIGGERS: Need = Need::lowered("triggers on views", |schema| {
    schema.create_view("v", "SELECT 1 AS a");
    let trigger = schema.create_trigger("t", "v").instead_of_insert();
    trigger.execute("f").body("SELECT 1");
});
/// An order of triggers that is said.
pub const TRIGGER_ORDER: Need = Need::lowered("an order of triggers", |schema| {
    some_trigger(schema).follows("other");
});
/// Rules.
pub const RULES: Need = Need::lowered("rules", |schema| {
    parent_and_child(schema);
    schema
        .create_rule("r", "child")
        .on_delete()
        .do_instead_nothing();
});
/// Sequences.
pub const SEQUENCES: Need = Need::lowered("sequences", |schema| {
    schema.create_sequence("s");
});
/// Sequences that go with a column.
pub const OWNED_SEQUENCES: Need = Need::lowered("owned sequences", |schema| {
    parent_and_child(schema);
    schema.create_sequence("s").owned_by("child", "parent_id");
});

fn some_trigger(schema: &mut Schema) -> &mut TriggerBuilder {
    parent_and_child(schema);
    let trigger = schema.create_trigger("t", "child");
    trigger
        .after_insert()
        .execute("f")
        .body("DELETE FROM parent")
}

fn parent_and_child(schema: &mut Schema) {
    schema.create_table("parent", |t| {
        t.id();
    });
    schema.create_table("child", |t| {
        t.big_integer("parent_id").optional();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is lacking where. A case whose needs are not met is not run, so no entry may come without being seen.
    #[test]
    fn what_each_database_lacks_is_as_written_here() {
        let all = [
            PARTIAL_INDEXES,
            EXPRESSION_INDEXES,
            INDEX_INCLUDE,
            NULLS_NOT_DISTINCT,
            DEFERRABLE_FOREIGN_KEYS,
            ARRAYS,
            VIRTUAL_COLUMNS,
            IDENTITY_ALWAYS,
            UNLOGGED_TABLES,
            SET_NULL_COLUMNS,
            UNENFORCED_CHECKS,
            EXCLUSIONS,
            PREFIX_INDEXES,
            STORAGE_PARAMETERS,
            SCHEMAS,
            PARTITIONS,
            INHERITANCE,
            INTERVALS,
            RANGES,
            TEXT_SEARCH,
            VARYING_BITS,
            MATCH_FULL,
            SET_DEFAULT,
            NOT_VALID,
            DEFERRABLE_UNIQUES,
            NULLS_ORDER,
            OPERATOR_CLASSES,
            INDEX_METHODS,
            IDENTITY_BESIDE_KEY,
            CONVERSIONS,
            COMMENTS,
            DOMAINS,
            POLICIES,
            ROLES,
            EXTENSIONS,
            NEW_SCHEMAS,
            COLUMN_POSITIONS,
            COLUMN_TUNING,
        ];
        let lacks = |target: Target| -> String {
            let missing = all.iter().filter(|need| !need.is_met(&target));
            missing.map(|need| need.name).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(
            lacks(Target::postgres()),
            "virtual columns, unenforced checks, prefix indexes, places of new columns"
        );
        let of_mysql = "partial indexes, included columns, equal NULLs, deferrable foreign keys, arrays, strict \
            identities, unlogged tables, SET NULL of some columns, exclusion constraints, storage parameters, partitions, inheritance, intervals, ranges, text search documents, varying bit strings, \
            MATCH FULL, SET DEFAULT, NOT VALID, deferrable unique constraints, an order of NULLs, operator classes, \
            conversions by an expression, domains, policies, extensions, tuned columns";
        assert_eq!(lacks(Target::mysql()), of_mysql);
        let of_mariadb = of_mysql
            .replace("included", "expression indexes, included")
            .replace(
                "columns, exclusion",
                "columns, unenforced checks, exclusion",
            );
        assert_eq!(lacks(Target::mariadb()), of_mariadb);
        let of_sqlite = "included columns, equal NULLs, arrays, strict identities, unlogged tables, SET NULL of some \
            columns, unenforced checks, exclusion constraints, prefix indexes, storage parameters, schemas, partitions, \
            inheritance, ranges, text search documents, MATCH FULL, deferrable unique constraints, an order of NULLs, operator \
            classes, index methods, identities beside the key, comments, domains, policies, roles, extensions, schemas of \
            one's own, tuned columns";
        assert_eq!(lacks(Target::sqlite()), of_sqlite);
    }

    #[test]
    fn what_each_database_lacks_besides_tables_is_as_written_here() {
        let all = [
            VIEW_CHECKS,
            VIEW_COMMENTS,
            MATERIALIZED_VIEWS,
            FUNCTIONS,
            OVERLOADS,
            FUNCTION_SETTINGS,
            TRIGGER_BODIES,
            TRIGGER_CONDITIONS,
            TRIGGER_SWITCH,
            STATEMENT_TRIGGERS,
            VIEW_TRIGGERS,
            TRIGGER_ORDER,
            RULES,
            SEQUENCES,
            OWNED_SEQUENCES,
        ];
        let lacks = |target: Target| -> String {
            let missing = all.iter().filter(|need| !need.is_met(&target));
            missing.map(|need| need.name).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(
            lacks(Target::postgres()),
            "bodies of triggers, an order of triggers"
        );
        let of_mariadb = "comments on views, materialized views, overloads, settings of functions, conditions of \
            triggers, triggers turned off, statement triggers, triggers on views, rules, owned sequences";
        assert_eq!(lacks(Target::mariadb()), of_mariadb);
        let of_mysql = of_mariadb.replace("rules", "rules, sequences");
        assert_eq!(lacks(Target::mysql()), of_mysql);
        let of_sqlite = "views that check, comments on views, materialized views, functions, overloads, settings of \
            functions, triggers turned off, statement triggers, an order of triggers, rules, sequences, owned sequences";
        assert_eq!(lacks(Target::sqlite()), of_sqlite);
    }
}
