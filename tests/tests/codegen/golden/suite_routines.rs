//! What is written for "suite_routines".

use migratory::prelude::*;

pub struct AFunctionAnswers;

#[migration(name = "20260301000000000_routines_1")]
impl Migration for AFunctionAnswers {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_function("plus", "a integer, b integer", "integer")
            .immutable()
            .body("BEGIN RETURN a + b; END")
            .comment("adds");
    }
}

pub struct AReplacedFunctionIsTheOldOneAgainAfterTheWayBack;

#[migration(name = "20260301000000000_routines_2")]
impl Migration for AReplacedFunctionIsTheOldOneAgainAfterTheWayBack {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_function("answer", "", "integer")
            .immutable()
            .body("BEGIN RETURN 41; END");
        schema
            .create_function("answer", "", "integer")
            .immutable()
            .body("BEGIN RETURN 42; END")
            .or_replace();
    }
}

pub struct ADroppedFunctionComesBackAsItWas;

#[migration(name = "20260301000000000_routines_3")]
impl Migration for ADroppedFunctionComesBackAsItWas {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_function("price", "amount integer", "varchar(20)")
            .immutable()
            .body(expr("BEGIN RETURN '$$' || amount; END").on(Mysql, "RETURN concat('$$', amount)"))
            .comment("it's in $");
        schema.drop_function("price");
    }
}

pub struct ARenamedFunctionAnswersUnderItsNewName;

#[migration(name = "20260301000000000_routines_4")]
impl Migration for ARenamedFunctionAnswersUnderItsNewName {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_function("answer", "", "integer")
            .immutable()
            .body("BEGIN RETURN 42; END")
            .comment("to all");
        schema.rename_function("answer", "the_answer");
    }
}

pub struct AProcedureDoesItsWorkWhenCalled;

#[migration(name = "20260301000000000_routines_5")]
impl Migration for AProcedureDoesItsWorkWhenCalled {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("log", |t| {
            t.string("entry", 40);
        });

        schema.create_procedure("note", "what varchar(40)").body(
            "BEGIN INSERT INTO log (entry) VALUES (what); INSERT INTO log (entry) VALUES \
             ('done'); END",
        );
    }
}

pub struct FunctionsOfOneNameAreToldApartByTheirArguments;

#[migration(name = "20260301000000000_routines_6")]
impl Migration for FunctionsOfOneNameAreToldApartByTheirArguments {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_function("twice", "a int", "int")
            .body("BEGIN RETURN a * 2; END");
        schema
            .create_function("twice", "a text DEFAULT 'x'", "text")
            .language("sql")
            .stable()
            .strict()
            .parallel_safe()
            .body("SELECT a || a");
        schema.drop_function("twice").arguments("integer");
        schema.comment_on_function("twice", "of texts".to_owned());
    }
}

pub struct AFunctionHasSettingsOfItsOwn;

#[migration(name = "20260301000000000_routines_7")]
impl Migration for AFunctionHasSettingsOfItsOwn {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_function("path", "", "text")
            .security_definer()
            .set("search_path", "public, pg_temp")
            .set("work_mem", "1MB")
            .body(
                "BEGIN RETURN current_setting('search_path') || current_setting('work_mem'); END",
            );
    }
}
