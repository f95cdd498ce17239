//! Stopping a running query: every operator is wrapped so that it looks at the stop flag before each batch.
//!
//! An operator that joins or sorts may work for long within one call and never hand control back to the runtime, so a
//! timer outside cannot stop it. Between batches it can be made to fail.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::StreamExt;

/// Wraps every operator of a plan.
pub(super) fn stoppable(plan: Arc<dyn ExecutionPlan>, cancel: &Arc<AtomicBool>) -> Result<Arc<dyn ExecutionPlan>> {
    let wrapped = plan.transform_up(|node| {
        let properties = node.properties().clone();
        let wrapped = Stoppable { input: node, properties, cancel: cancel.clone() };
        Ok(Transformed::yes(Arc::new(wrapped) as Arc<dyn ExecutionPlan>))
    })?;
    Ok(wrapped.data)
}

/// Passes the batches of one operator on until the flag is set.
struct Stoppable {
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
    cancel: Arc<AtomicBool>,
}

impl fmt::Debug for Stoppable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stoppable").field("input", &self.input).finish_non_exhaustive()
    }
}

impl DisplayAs for Stoppable {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stoppable")
    }
}

impl ExecutionPlan for Stoppable {
    fn name(&self) -> &'static str {
        "Stoppable"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(input) = children.into_iter().next() else {
            return Err(DataFusionError::Internal("a wrapped operator has one child".to_owned()));
        };
        Ok(Arc::new(Self { properties: input.properties().clone(), input, cancel: self.cancel.clone() }))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let stream = self.input.execute(partition, context)?;
        let schema = stream.schema();
        let cancel = self.cancel.clone();
        let checked = stream.map(move |batch| {
            if cancel.load(Ordering::Relaxed) {
                return Err(DataFusionError::Execution(STOPPED.to_owned()));
            }
            batch
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, checked)))
    }
}

/// What a stopped operator says; the caller looks at the flag and not at this.
const STOPPED: &str = "the query was stopped";
