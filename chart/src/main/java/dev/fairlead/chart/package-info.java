/// Helm charts without Helm: loads a chart from a tree of files, merges values, runs the Go
/// templates and gives back what `helm template` of Helm 4.1.4 prints, byte for byte.
///
/// ```java
/// Chart chart = Charts.load(tree, "charts/shop");
/// Rendered rendered = new ChartEngine().render(chart, RenderRequest.of("shop").withNamespace("prod"));
/// ```
@NullMarked
package dev.fairlead.chart;

import org.jspecify.annotations.NullMarked;
