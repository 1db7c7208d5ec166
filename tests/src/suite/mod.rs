//! The behaviour suite: what each operation does to a live database, and that its way back leads back.
//!
//! A [`Case`] is data: migrations, rows, and a look at the database between them. [`run()`] takes it up, down and up again
//! on a database of its own. Cases are written once; `tests/postgres.rs`, `tests/mysql.rs` and `tests/sqlite.rs` run all
//! of them by [`suite!`](crate::suite!), and what a database lacks ([`needs`]) must be refused there when the plan is made.

#![expect(missing_docs, reason = "cases are named by sentences")]

pub mod case;
pub mod needs;
pub mod oracle;
mod run;
pub mod session;

pub mod backfill;
pub mod column_types;
pub mod columns;
pub mod constraints;
pub mod data;
pub mod enum_types;
pub mod foreign_keys;
pub mod generated;
pub mod indexes;
pub mod inheritance;
pub mod partitions;
pub mod raw;
pub mod routines;
pub mod row_values;
pub mod rows;
pub mod security;
pub mod sequences;
pub mod server_objects;
pub mod storage;
pub mod tables;
pub mod triggers;
pub mod user_types;
pub mod views;

use migration_core::dialect::Dialect;
use migration_core::operation::Operation;

pub use case::Case;
pub use run::run;
pub use session::Session;

/// Every case as a test on one database: `suite!(Server::postgres())`.
#[macro_export]
macro_rules! suite {
    ($server:expr) => {
        $crate::suite! { @instances $server }
    };
    (@$then:ident $server:expr) => {
        $crate::$then! {
            $server;
            tables: [
                creating_a_table_makes_a_place_for_rows,
                creating_a_table_that_exists_is_skipped_when_said,
                dropping_a_table_takes_its_rows,
                dropping_a_table_that_is_not_there_is_skipped_when_said,
                dropping_a_referenced_table_with_cascade_frees_the_rows_that_refer,
                renaming_a_table_keeps_rows_keys_and_indexes,
                foreign_keys_follow_a_renamed_table,
                two_tables_swap_their_names,
                moving_a_table_to_another_schema_keeps_its_rows,
                a_comment_on_a_table_is_kept_where_there_are_comments,
                a_temporary_table_is_gone_after_the_migration,
                a_table_like_another_has_its_columns_keys_and_indexes,
                names_with_quotes_spaces_and_keywords_are_names,
                default_names_beyond_the_limit_are_shortened,
                the_shorthands_of_a_table_are_columns,
            ]
            inheritance: [
                rows_of_an_heir_are_seen_through_its_parents,
                a_change_of_a_parent_reaches_the_rows_of_its_heirs,
                an_heir_keeps_what_its_columns_have_of_their_own,
                dropping_a_parent_with_cascade_takes_its_heirs,
            ]
            storage: [
                an_unlogged_table_is_one,
                a_table_leaves_the_log_with_its_rows,
                storage_parameters_of_a_table_are_set_and_reset,
                a_column_is_compressed_and_sampled_in_its_own_way,
            ]
            partitions: [
                an_index_is_made_of_the_parts_that_are_attached,
                rows_go_to_the_partition_that_holds_them,
                a_table_becomes_a_partition_with_its_rows,
                a_partition_keeps_the_defaults_and_comments_of_its_own,
                a_partition_becomes_a_table_with_its_rows,
                a_partition_is_detached_concurrently,
                partitions_follow_their_parent,
                rows_of_a_partitioned_table_go_to_their_partition,
            ]
            columns: [
                adding_an_optional_column_keeps_the_rows,
                a_column_is_added_at_its_place,
                adding_a_required_column_with_a_default_fills_the_rows,
                adding_a_required_column_without_a_default_fails_on_rows,
                adding_a_column_whose_default_is_computed_fills_the_rows,
                adding_a_column_that_exists_is_skipped_when_said,
                a_column_is_added_with_its_key_index_and_check,
                dropping_a_column_keeps_the_other_indexes,
                dropping_a_column_with_cascade_takes_what_uses_it,
                dropping_a_referenced_column_with_cascade_takes_the_foreign_key,
                dropping_a_column_that_is_not_there_is_skipped_when_said,
                renaming_a_column_keeps_values_and_what_uses_it,
                foreign_keys_follow_a_renamed_column,
                a_column_that_is_made_required_refuses_null,
                a_column_with_nulls_cannot_be_made_required,
                a_column_that_is_made_optional_takes_null,
                a_default_of_each_kind_is_used,
                a_default_is_set_for_rows_to_come,
                a_dropped_default_is_no_longer_used,
                a_wider_type_keeps_values_indexes_and_defaults,
                text_becomes_numbers_by_an_expression,
                a_conversion_by_an_expression_is_one_way,
                numbers_become_text_and_numbers_again,
                a_collation_decides_what_is_equal,
                a_collation_is_changed_with_rows,
                a_comment_on_a_column_is_kept_where_there_are_comments,
            ]
            generated: [
                an_identity_counts_up_and_takes_explicit_values,
                a_strict_identity_refuses_explicit_values,
                a_key_that_becomes_an_identity_goes_on_after_its_rows,
                a_key_that_is_no_identity_any_more_wants_explicit_values,
                an_identity_may_stand_beside_the_key,
                a_stored_column_is_computed_from_others,
                a_stored_column_is_added_to_rows_that_are_there,
                a_virtual_column_is_computed_on_reading,
                a_stored_column_that_becomes_a_plain_one_keeps_its_values,
            ]
            column_types: [
                whole_numbers_hold_their_extremes,
                exact_numbers_keep_their_digits,
                floats_come_back_as_they_were,
                booleans_are_true_false_or_null,
                text_of_any_alphabet_comes_back,
                text_without_case_is_equal_without_case,
                bytes_of_any_value_come_back,
                uuids_come_back,
                dates_and_times_keep_their_parts,
                points_in_time_keep_their_microseconds,
                intervals_are_spans_of_time,
                json_is_kept_and_can_be_looked_into,
                addresses_come_back,
                bits_of_a_fixed_length_come_back,
                bits_of_varying_length_come_back,
                text_search_documents_are_searched,
                ranges_know_what_they_contain,
                arrays_hold_their_elements_in_order,
                a_custom_type_is_taken_as_it_is,
            ]
            constraints: [
                a_key_of_two_columns_refuses_the_same_pair,
                a_primary_key_is_added_to_a_table_with_rows,
                a_primary_key_is_not_added_over_equal_rows,
                without_its_primary_key_a_table_takes_equal_rows,
                a_primary_key_is_exchanged_for_another,
                a_unique_constraint_refuses_equal_rows_and_takes_nulls,
                a_unique_constraint_is_not_added_over_equal_rows,
                without_its_unique_constraint_a_table_takes_equal_rows,
                nulls_are_equal_when_said,
                a_deferrable_unique_constraint_waits_when_told,
                checks_of_a_table_and_of_columns_refuse_rows,
                a_check_is_added_to_a_table_with_rows,
                a_check_is_not_added_over_rows_that_break_it,
                without_its_check_a_table_takes_what_it_refused,
                a_check_that_is_not_valid_leaves_the_rows_there_alone,
                a_check_is_validated_once_the_rows_are_right,
                a_check_is_not_validated_over_rows_that_break_it,
                a_primary_key_has_the_name_that_it_was_given,
                a_unique_index_becomes_a_constraint,
                a_unique_index_becomes_the_primary_key,
                an_exclusion_constraint_refuses_what_overlaps,
                an_exclusion_constraint_waits_when_told,
                a_check_that_is_not_enforced_refuses_nothing,
                a_unique_constraint_is_made_to_wait,
                a_renamed_constraint_still_refuses,
                a_constraint_of_any_kind_is_dropped_by_its_name,
            ]
            foreign_keys: [
                a_foreign_key_refuses_rows_without_what_they_refer_to,
                a_foreign_key_may_refer_to_unique_columns,
                a_foreign_key_of_two_columns_wants_the_pair,
                a_table_may_refer_to_itself,
                two_tables_may_refer_to_each_other,
                cascade_deletes_and_changes_the_rows_that_refer,
                set_null_clears_the_columns_that_refer,
                set_default_falls_back_to_the_default,
                set_null_of_some_columns_leaves_the_others,
                a_foreign_key_is_made_to_wait_and_not_to_wait,
                restrict_and_no_action_refuse_to_lose_what_is_referred_to,
                a_foreign_key_is_added_to_a_table_with_rows,
                a_foreign_key_is_not_added_over_rows_that_break_it,
                without_its_foreign_key_a_table_takes_any_row,
                a_deferred_foreign_key_is_checked_at_the_commit,
                a_deferrable_foreign_key_is_checked_at_once_unless_told,
                match_full_wants_all_columns_or_none,
                a_foreign_key_that_is_not_valid_leaves_the_rows_there_alone,
                a_foreign_key_is_validated_once_the_rows_are_right,
            ]
            indexes: [
                an_index_is_there_by_its_default_name_or_its_own,
                a_unique_index_refuses_equal_rows,
                a_unique_index_is_not_created_over_equal_rows,
                a_partial_index_is_unique_among_its_rows_only,
                an_expression_index_is_unique_by_the_expression,
                keys_of_an_index_have_directions,
                nulls_of_an_index_have_a_place,
                an_operator_class_is_used,
                an_index_stores_further_columns,
                nulls_of_a_unique_index_are_equal_when_said,
                an_index_has_the_method_that_was_said,
                an_index_over_the_words_of_a_text_finds_them,
                an_index_is_built_and_dropped_concurrently,
                an_index_that_exists_is_not_created_again_when_said,
                an_index_over_the_beginning_of_a_column_is_unique_by_it,
                an_index_over_the_beginning_of_a_text_is_made,
                an_index_is_built_anew,
                an_index_is_built_anew_concurrently,
                storage_parameters_of_an_index_are_set_and_reset,
                a_renamed_index_works_on,
                without_its_index_a_table_takes_equal_rows,
                a_comment_on_an_index_is_kept_where_there_are_comments,
            ]
            enum_types: [
                a_column_of_an_enum_type_takes_its_values_only,
                an_enum_type_that_no_column_is_of_comes_and_goes,
                a_column_of_an_enum_type_is_added_to_rows,
                an_added_value_is_accepted_in_all_columns,
                an_added_value_has_its_place_in_the_order,
                an_added_value_is_used_in_the_same_run,
                a_renamed_value_is_renamed_in_the_rows,
                a_dropped_value_is_refused_in_all_columns,
                a_dropped_value_comes_back_to_its_place,
                rows_that_hold_a_dropped_value_become_another,
                a_value_that_a_row_holds_is_not_dropped,
                a_value_is_dropped_under_a_foreign_key,
                values_are_dropped_from_arrays,
                a_value_is_dropped_from_partitions,
                columns_follow_a_renamed_type,
                text_becomes_an_enum_type_and_text_again,
                an_enum_type_is_dropped_with_its_columns,
            ]
            views: [
                a_view_shows_the_rows_of_its_query,
                a_view_has_the_names_for_its_columns_that_were_said,
                a_replaced_view_is_the_old_one_again_after_the_way_back,
                a_view_is_replaced_in_place,
                a_renamed_view_is_read_by_others_under_its_new_name,
                a_view_follows_a_renamed_table,
                a_view_checks_what_goes_in_through_it,
                a_comment_on_a_view_comes_back_with_it,
                a_materialized_view_shows_what_was_there_at_its_last_refresh,
                a_materialized_view_comes_back_with_its_indexes,
            ]
            routines: [
                a_function_answers,
                a_replaced_function_is_the_old_one_again_after_the_way_back,
                a_dropped_function_comes_back_as_it_was,
                a_renamed_function_answers_under_its_new_name,
                a_procedure_does_its_work_when_called,
                functions_of_one_name_are_told_apart_by_their_arguments,
                a_function_has_settings_of_its_own,
            ]
            triggers: [
                a_trigger_runs_for_each_new_row,
                a_dropped_trigger_comes_back_as_it_was,
                a_renamed_trigger_runs_on,
                a_trigger_goes_with_its_table_and_comes_back_with_it,
                a_trigger_lives_through_changes_of_its_table,
                the_body_of_a_trigger_follows_a_renamed_table,
                a_trigger_runs_for_some_columns_and_some_rows,
                a_disabled_trigger_does_not_run,
                a_trigger_sees_all_rows_of_a_statement_together,
                a_constraint_trigger_waits_for_the_commit,
                a_view_is_written_to_by_its_trigger,
                a_trigger_runs_before_another_when_said,
                a_rule_does_something_else,
            ]
            sequences: [
                a_sequence_counts_as_it_was_told,
                an_altered_sequence_counts_on_in_another_way,
                a_default_takes_the_next_number_of_a_sequence,
                a_default_follows_a_renamed_sequence,
                a_sequence_goes_with_its_column_and_comes_back_with_it,
            ]
            raw: [
                raw_sql_is_undone_by_its_down,
                what_raw_sql_does_can_be_said_and_relied_on,
                raw_sql_without_a_down_is_one_way,
                raw_sql_runs_only_on_the_databases_that_it_names,
                typed_operations_go_on_where_raw_sql_made_a_table,
                a_view_over_a_table_lives_through_changes_of_it,
                a_trigger_on_a_table_lives_through_changes_of_it,
            ]
            rows: [
                inserted_rows_go_with_their_key_and_the_identity_goes_on,
                rows_without_their_key_are_one_way,
                rows_are_deleted_by_another_unique_key,
                a_row_that_is_there_already_is_left_alone,
                a_row_that_is_there_already_takes_the_new_values,
                a_row_is_found_by_the_key_that_is_meant_where_it_says_two,
                a_clash_with_another_key_than_the_one_that_is_meant_fails,
                rows_are_updated_by_an_expression_and_a_filter,
                an_expression_sees_the_row_as_it_was,
                an_update_that_says_what_was_there_is_undone,
                deleted_rows_are_inserted_again_where_that_is_said,
                all_rows_are_deleted_for_good,
                thousands_of_rows_go_in_and_out_by_several_statements,
                rows_that_fail_late_leave_nothing_behind,
                rows_and_changes_of_the_schema_keep_their_order,
                an_added_enum_value_is_inserted_by_the_same_migration,
                rows_that_refer_to_each_other_go_last_to_first,
                a_row_of_defaults_is_one,
                names_and_values_of_any_characters_stay_in_their_quotes,
                rows_go_where_raw_sql_made_a_table,
                rows_go_in_through_a_view,
            ]
            row_values: [
                values_of_each_type_are_written_as_their_column_holds_them,
                a_file_of_rows_is_read_as_its_columns_say,
                arrays_go_in_where_there_are_arrays,
            ]
            backfill: [
                a_column_is_added_filled_and_made_required,
                a_backfill_of_its_own_goes_back_with_the_column_that_it_filled,
                a_backfill_whose_values_may_stay_is_rolled_back,
                a_backfill_over_values_that_were_there_is_one_way,
                a_backfill_may_be_undone_by_another,
            ]
            user_types: [
                a_column_of_a_domain_keeps_its_rules,
                a_domain_that_a_column_is_of_is_changed_in_part,
                a_domain_refuses_null_once_no_row_holds_it,
                a_check_of_a_domain_is_not_added_over_values_that_break_it,
                columns_follow_a_renamed_domain,
                a_domain_is_dropped_with_its_columns_and_comes_back,
                a_composite_type_holds_its_attributes,
                attributes_of_a_composite_type_come_go_and_are_renamed,
                a_composite_type_is_renamed_and_dropped,
                a_range_type_knows_what_it_contains,
                comments_on_types_and_the_like_come_and_go,
            ]
            security: [
                a_policy_says_which_rows_are_there,
                a_policy_is_replaced_renamed_and_dropped,
                a_dropped_table_comes_back_with_its_policies_and_rights,
                a_policy_follows_a_renamed_table_and_column,
                what_is_granted_can_be_done_and_no_more,
                what_is_revoked_is_granted_again_on_the_way_back,
                everything_is_granted_and_taken_back,
                a_role_comes_goes_and_is_a_member,
            ]
            server_objects: [
                an_extension_brings_its_functions,
                a_dropped_extension_comes_back,
                a_schema_holds_tables_and_is_renamed_with_them,
                an_empty_schema_comes_and_goes,
                a_publication_is_of_its_tables,
                a_dropped_table_comes_back_to_its_publication_with_its_statistics,
                statistics_follow_their_table_and_go_with_it,
                a_column_with_statistics_is_dropped_with_cascade,
                constraints_have_comments_that_follow_them,
                the_comment_on_an_index_is_set_where_there_are_comments,
            ]
            data: [
                a_row_is_inserted_unless_it_is_there,
                thousands_of_rows_go_in_and_the_identity_goes_on,
                the_schema_changes_between_reads_and_writes,
                a_data_migration_that_fails_leaves_no_rows,
                a_column_that_is_not_there_is_named_with_those_that_are,
                an_upsert_inserts_what_is_missing_and_changes_what_differs,
                an_upsert_by_columns_that_are_not_unique_names_the_keys_that_are,
                an_upsert_by_half_of_a_key_is_refused,
                an_upsert_with_null_in_its_key_is_refused,
                an_upsert_of_a_row_without_its_key_is_refused,
                an_upsert_never_changes_a_row_by_another_key,
                a_computed_column_cannot_be_written,
                rows_are_found_changed_and_deleted_by_their_values,
                structs_go_in_and_come_out_as_they_were,
                more_rows_than_a_statement_can_bind_go_in,
                a_query_has_as_many_values_as_placeholders,
                a_placeholder_without_a_value_is_an_error,
                a_value_of_another_type_is_refused,
                null_in_a_required_column_is_refused,
                a_second_row_of_a_unique_key_is_refused,
                a_table_that_is_not_there_is_named,
                an_order_by_a_column_that_is_not_there_is_refused,
            ]
        }
    };
}

/// A module for each family, a test for each case.
#[doc(hidden)]
#[macro_export]
macro_rules! instances {
    ($server:expr; $($family:ident: [$($case:ident),* $(,)?])*) => {
        fn server() -> Option<$crate::throwaway::Server> {
            $server
        }

        $(mod $family {
            $(
                #[test]
                fn $case() {
                    $crate::suite::run(super::server(), $crate::suite::$family::$case());
                }
            )*
        })*
    };
}

/// A list of all cases, each with its family and its name.
#[doc(hidden)]
#[macro_export]
macro_rules! listed {
    ($nothing:expr; $($family:ident: [$($case:ident),* $(,)?])*) => {
        vec![$($((stringify!($family), stringify!($case), $crate::suite::$family::$case as fn() -> $crate::suite::Case)),*),*]
    };
}

/// What makes a case.
type Make = fn() -> Case;

/// What each case records for a database, by its family and its name: what is there before, and the change.
pub fn recorded(dialect: Dialect) -> Vec<(&'static str, &'static str, Vec<Operation>)> {
    let all: Vec<(&str, &str, Make)> = crate::suite!(@listed ());
    let all = all.into_iter();
    all.map(|(family, name, case)| (family, name, case().recorded(dialect)))
        .collect()
}

#[cfg(test)]
mod tests {
    /// A case that is in no list would never run.
    #[test]
    fn every_case_is_in_the_list() {
        let list = include_str!("mod.rs");
        let families = [
            include_str!("backfill.rs"),
            include_str!("column_types.rs"),
            include_str!("columns.rs"),
            include_str!("constraints.rs"),
            include_str!("data.rs"),
            include_str!("enum_types.rs"),
            include_str!("foreign_keys.rs"),
            include_str!("generated.rs"),
            include_str!("indexes.rs"),
            include_str!("inheritance.rs"),
            include_str!("partitions.rs"),
            include_str!("raw.rs"),
            include_str!("security.rs"),
            include_str!("server_objects.rs"),
            include_str!("user_types.rs"),
            include_str!("row_values.rs"),
            include_str!("rows.rs"),
            include_str!("storage.rs"),
            include_str!("routines.rs"),
            include_str!("sequences.rs"),
            include_str!("tables.rs"),
            include_str!("triggers.rs"),
            include_str!("views.rs"),
        ];
        let mut cases = 0;
        for line in families.iter().flat_map(|family| family.lines()) {
            if let Some((name, _)) =
                (line.strip_prefix("pub fn ")).and_then(|rest| rest.split_once("() -> Case"))
            {
                cases += 1;
                assert!(
                    list.contains(&format!(" {name},\n")),
                    "{name} is in no list"
                );
            }
        }
        assert!(cases > 100, "only {cases} cases were found");
    }
}
