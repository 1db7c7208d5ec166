//! Functions and procedures: what they answer and do.

use migratory::prelude::*;

use super::{Case, needs};

pub fn a_function_answers() -> Case {
    Case::new()
        .needs(needs::FUNCTIONS)
        .change(|schema| {
            schema
                .create_function("plus", "a integer, b integer", "integer")
                .body("BEGIN RETURN a + b; END")
                .immutable()
                .comment("adds");
        })
        .check(|db| assert_eq!(db.value("SELECT plus(2, 3)"), "5"))
        .check_back(|db| {
            db.refuses("SELECT plus(2, 3)");
        })
}

pub fn a_replaced_function_is_the_old_one_again_after_the_way_back() -> Case {
    Case::new()
        .needs(needs::FUNCTIONS)
        .before(|schema| {
            schema
                .create_function("answer", "", "integer")
                .body("BEGIN RETURN 41; END")
                .immutable();
        })
        .change(|schema| {
            schema
                .create_function("answer", "", "integer")
                .body("BEGIN RETURN 42; END")
                .immutable()
                .or_replace();
        })
        .check(|db| assert_eq!(db.value("SELECT answer()"), "42"))
        .check_back(|db| assert_eq!(db.value("SELECT answer()"), "41"))
}

pub fn a_dropped_function_comes_back_as_it_was() -> Case {
    Case::new()
        .needs(needs::FUNCTIONS)
        .before(|schema| {
            schema
                .create_function("price", "amount integer", "varchar(20)")
                .body(
                    expr("BEGIN RETURN '$$' || amount; END")
                        .on(Mysql, "RETURN concat('$$', amount)"),
                )
                .immutable()
                .comment("it's in $");
        })
        .change(|schema| {
            schema.drop_function("price");
        })
        .check(|db| {
            db.refuses("SELECT price(3)");
        })
        .check_back(|db| assert_eq!(db.value("SELECT price(3)"), "$$3"))
}

pub fn a_renamed_function_answers_under_its_new_name() -> Case {
    Case::new()
        .needs(needs::FUNCTIONS)
        .before(|schema| {
            schema
                .create_function("answer", "", "integer")
                .body("BEGIN RETURN 42; END")
                .immutable()
                .comment("to all");
        })
        .change(|schema| {
            schema.rename_function("answer", "the_answer");
        })
        .check(|db| {
            assert_eq!(db.value("SELECT the_answer()"), "42");
            db.refuses("SELECT answer()");
        })
        .check_back(|db| assert_eq!(db.value("SELECT answer()"), "42"))
}

pub fn a_procedure_does_its_work_when_called() -> Case {
    Case::new()
        .needs(needs::FUNCTIONS)
        .before(|schema| {
            schema.create_table("log", |t| {
                t.string("entry", 40);
            });
        })
        .change(|schema| {
            schema
                .create_procedure("note", "what varchar(40)")
                .body("BEGIN INSERT INTO log (entry) VALUES (what); INSERT INTO log (entry) VALUES ('done'); END");
        })
        .check(|db| {
            db.accepts("CALL note('it')");
            assert_eq!(db.column("SELECT entry FROM log"), ["it", "done"]);
        })
        .check_back(|db| {
            db.refuses("CALL note('it')");
        })
}

pub fn functions_of_one_name_are_told_apart_by_their_arguments() -> Case {
    Case::new()
        .needs(needs::OVERLOADS)
        .before(|schema| {
            schema
                .create_function("twice", "a int", "int")
                .body("BEGIN RETURN a * 2; END");
            schema
                .create_function("twice", "a text DEFAULT 'x'", "text")
                .language("sql")
                .body("SELECT a || a")
                .strict()
                .stable()
                .parallel_safe();
        })
        .change(|schema| {
            schema.drop_function("twice").arguments("int4");
            schema.comment_on_function("twice", "of texts".to_owned());
        })
        .is_rewritten()
        .check(|db| {
            assert_eq!(db.value("SELECT twice('ab'::text)"), "abab");
            db.refuses("SELECT twice(2)");
        })
        .check_back(|db| assert_eq!(db.value("SELECT twice(2)"), "4"))
}

pub fn a_function_has_settings_of_its_own() -> Case {
    Case::new()
        .needs(needs::FUNCTION_SETTINGS)
        .change(|schema| {
            schema
                .create_function("path", "", "text")
                .body("BEGIN RETURN current_setting('search_path') || current_setting('work_mem'); END")
                .security_definer()
                .set("search_path", "public, pg_temp")
                .set("work_mem", "1MB");
        })
        .check(|db| assert_eq!(db.value("SELECT path()"), "public, pg_temp1MB"))
}
