//! What is written for "suite_triggers".

use migratory::prelude::*;

pub struct ATriggerRunsForEachNewRow;

#[migration(name = "20260301000000000_triggers_1")]
impl Migration for ATriggerRunsForEachNewRow {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("log", |t| {
            t.id();
            t.string("entry", 40);
        });

        schema
            .create_function("note", "", "trigger")
            .body("BEGIN INSERT INTO log (entry) VALUES (new.name); RETURN new; END")
            .on(Postgres);
        schema
            .create_trigger("users_noted", "users")
            .after_insert()
            .execute("note")
            .body("INSERT INTO log (entry) VALUES (new.name)");
    }
}

pub struct ADroppedTriggerComesBackAsItWas;

#[migration(name = "20260301000000000_triggers_2")]
impl Migration for ADroppedTriggerComesBackAsItWas {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("log", |t| {
            t.id();
            t.string("entry", 40);
        });

        schema
            .create_function("note", "", "trigger")
            .body("BEGIN INSERT INTO log (entry) VALUES (new.name); RETURN new; END")
            .on(Postgres);
        schema
            .create_trigger("users_noted", "users")
            .after_insert()
            .execute("note")
            .body("INSERT INTO log (entry) VALUES (new.name)");
        schema.drop_trigger("users_noted", "users");
    }
}

pub struct ARenamedTriggerRunsOn;

#[migration(name = "20260301000000000_triggers_3")]
impl Migration for ARenamedTriggerRunsOn {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("log", |t| {
            t.id();
            t.string("entry", 40);
        });

        schema
            .create_function("note", "", "trigger")
            .body("BEGIN INSERT INTO log (entry) VALUES (new.name); RETURN new; END")
            .on(Postgres);
        schema
            .create_trigger("users_noted", "users")
            .after_insert()
            .execute("note")
            .body("INSERT INTO log (entry) VALUES (new.name)");
        schema.rename_trigger("users", "users_noted", "users_written_down");
    }
}

pub struct ATriggerGoesWithItsTableAndComesBackWithIt;

#[migration(name = "20260301000000000_triggers_4")]
impl Migration for ATriggerGoesWithItsTableAndComesBackWithIt {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("log", |t| {
            t.id();
            t.string("entry", 40);
        });

        schema
            .create_function("note", "", "trigger")
            .body("BEGIN INSERT INTO log (entry) VALUES (new.name); RETURN new; END")
            .on(Postgres);
        schema
            .create_trigger("users_noted", "users")
            .after_insert()
            .execute("note")
            .body("INSERT INTO log (entry) VALUES (new.name)");
        schema.drop_table("users");
    }
}

pub struct ATriggerLivesThroughChangesOfItsTable;

#[migration(name = "20260301000000000_triggers_5")]
impl Migration for ATriggerLivesThroughChangesOfItsTable {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("log", |t| {
            t.id();
            t.string("entry", 40);
        });

        schema
            .create_function("note", "", "trigger")
            .body("BEGIN INSERT INTO log (entry) VALUES (new.name); RETURN new; END")
            .on(Postgres);
        schema
            .create_trigger("users_noted", "users")
            .after_insert()
            .execute("note")
            .body("INSERT INTO log (entry) VALUES (new.name)");

        schema.alter_table("users", |t| {
            t.add_unique("name");
            t.set_nullable("name");
        });

        schema.rename_table("users", "people");
    }
}

pub struct TheBodyOfATriggerFollowsARenamedTable;

#[migration(name = "20260301000000000_triggers_6")]
impl Migration for TheBodyOfATriggerFollowsARenamedTable {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("log", |t| {
            t.id();
            t.string("entry", 40);
        });

        schema
            .create_function("note", "", "trigger")
            .body("BEGIN INSERT INTO log (entry) VALUES (new.name); RETURN new; END")
            .on(Postgres);
        schema
            .create_trigger("users_noted", "users")
            .after_insert()
            .body("INSERT INTO log (entry) VALUES (new.name)");
        schema.rename_table("log", "journal");
    }
}

pub struct ATriggerRunsForSomeColumnsAndSomeRows;

#[migration(name = "20260301000000000_triggers_7")]
impl Migration for ATriggerRunsForSomeColumnsAndSomeRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("log", |t| {
            t.id();
            t.string("entry", 40);
        });

        schema
            .create_function("note", "", "trigger")
            .body("BEGIN INSERT INTO log (entry) VALUES (new.name); RETURN new; END")
            .on(Postgres);

        schema.alter_table("users", |t| {
            t.add_column("age", integer()).default(0);
        });

        schema
            .create_trigger("renamed", "users")
            .after_update()
            .of("name")
            .when("new.name <> old.name")
            .execute("note")
            .body("INSERT INTO log (entry) VALUES (new.name)");
    }
}

pub struct ADisabledTriggerDoesNotRun;

#[migration(name = "20260301000000000_triggers_8")]
impl Migration for ADisabledTriggerDoesNotRun {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("log", |t| {
            t.id();
            t.string("entry", 40);
        });

        schema
            .create_function("note", "", "trigger")
            .body("BEGIN INSERT INTO log (entry) VALUES (new.name); RETURN new; END")
            .on(Postgres);
        schema
            .create_trigger("users_noted", "users")
            .after_insert()
            .execute("note")
            .body("INSERT INTO log (entry) VALUES (new.name)");
        schema.disable_trigger("users_noted", "users");
    }
}

pub struct ATriggerSeesAllRowsOfAStatementTogether;

#[migration(name = "20260301000000000_triggers_9")]
impl Migration for ATriggerSeesAllRowsOfAStatementTogether {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("log", |t| {
            t.integer("changed");
        });

        schema
            .create_function("count_new", "", "trigger")
            .body("BEGIN INSERT INTO log SELECT count(*) FROM now; RETURN NULL; END");
        schema
            .create_trigger("counted", "users")
            .after_insert()
            .for_each_statement()
            .referencing_new_table("now")
            .execute("count_new")
            .comment("once");
    }
}

pub struct AConstraintTriggerWaitsForTheCommit;

#[migration(name = "20260301000000000_triggers_10")]
impl Migration for AConstraintTriggerWaitsForTheCommit {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("log", |t| {
            t.id();
            t.string("entry", 40);
        });

        schema
            .create_function("note", "", "trigger")
            .body("BEGIN INSERT INTO log (entry) VALUES (new.name); RETURN new; END")
            .on(Postgres);
        schema.create_function("has_two", "", "trigger").body(
            "BEGIN IF (SELECT count(*) FROM users) < 2 THEN RAISE 'too few'; END IF; RETURN NULL; \
             END",
        );
        schema
            .create_trigger("two_at_least", "users")
            .after_insert()
            .constraint(Deferrable::InitiallyDeferred)
            .execute("has_two")
            .arguments(["it's", ""]);
    }
}

pub struct AViewIsWrittenToByItsTrigger;

#[migration(name = "20260301000000000_triggers_11")]
impl Migration for AViewIsWrittenToByItsTrigger {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("log", |t| {
            t.id();
            t.string("entry", 40);
        });

        schema
            .create_function("note", "", "trigger")
            .body("BEGIN INSERT INTO log (entry) VALUES (new.name); RETURN new; END")
            .on(Postgres);
        schema.create_view("names", "SELECT users.name FROM users");
        schema
            .create_trigger("names_noted", "names")
            .instead_of_insert()
            .execute("note")
            .body("INSERT INTO log (entry) VALUES (new.name)");
        schema.rename_view("names", "first_names");
    }
}

pub struct ATriggerRunsBeforeAnotherWhenSaid;

#[migration(name = "20260301000000000_triggers_12")]
impl Migration for ATriggerRunsBeforeAnotherWhenSaid {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("log", |t| {
            t.id();
            t.string("entry", 40);
        });

        schema
            .create_function("note", "", "trigger")
            .body("BEGIN INSERT INTO log (entry) VALUES (new.name); RETURN new; END")
            .on(Postgres);
        schema
            .create_trigger("b_last", "users")
            .before_insert()
            .body("SET new.name = concat(new.name, '2')");
        schema
            .create_trigger("a_first", "users")
            .before_insert()
            .precedes("b_last")
            .body("SET new.name = concat(new.name, '1')");
    }
}

pub struct ARuleDoesSomethingElse;

#[migration(name = "20260301000000000_triggers_13")]
impl Migration for ARuleDoesSomethingElse {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("log", |t| {
            t.id();
            t.string("entry", 40);
        });

        schema
            .create_function("note", "", "trigger")
            .body("BEGIN INSERT INTO log (entry) VALUES (new.name); RETURN new; END")
            .on(Postgres);
        schema
            .create_rule("kept", "users")
            .on_delete()
            .do_instead_nothing();
        schema.rename_rule("users", "kept", "never_deleted");
        schema
            .create_rule("noted", "users")
            .on_update()
            .filter("new.name <> old.name")
            .do_also("INSERT INTO log (entry) VALUES (new.name)");
    }
}
