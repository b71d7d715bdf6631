// Everything of Apache ECharts that is used, in one module that is loaded when the first chart is looked at.
import { BarChart, HeatmapChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, MarkLineComponent, VisualMapContinuousComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { SVGRenderer } from 'echarts/renderers'
import { type SvgNode, withoutStyles } from './svgStyles'

interface Painter {
  new (...all: unknown[]): { renderToVNode(options: unknown): SvgNode }
}

/** ECharts' painter of SVG, with fonts as attributes: the content security policy refuses style attributes. */
function strict(Plain: Painter): Painter {
  return class extends Plain {
    override renderToVNode(options: unknown): SvgNode {
      return withoutStyles(super.renderToVNode({ ...(options as object), useViewBox: true }))
    }
  }
}

use([
  BarChart,
  HeatmapChart,
  LabelLayout,
  LineChart,
  AriaComponent,
  GridComponent,
  MarkLineComponent,
  VisualMapContinuousComponent,
  (registers) => {
    SVGRenderer({ ...registers, registerPainter: (name, plain) => registers.registerPainter(name, strict(plain as unknown as Painter) as unknown as typeof plain) })
  },
])

export interface Plot {
  draw: (option: EChartsCoreOption, size: { width: number; height: number }) => void
  /** Makes one point stand out, and no other. */
  mark: (point: { seriesIndex: number; dataIndex: number } | undefined) => void
  dispose: () => void
}

export interface PlotEvents {
  over: (seriesIndex: number, dataIndex: number) => void
  click: (seriesIndex: number, dataIndex: number) => void
}

/** Draws into `place`. What is drawn is told in words beside it, so the picture is hidden from readers. */
export function createPlot(place: HTMLElement, size: { width: number; height: number }, events: PlotEvents): Plot {
  const chart = init(place, undefined, { renderer: 'svg', ...size })
  const at = (event: unknown) => event as { componentType?: string; seriesIndex?: number; dataIndex?: number }
  const follow = (name: 'mouseover' | 'click', tell: PlotEvents['over']) =>
    chart.on(name, (event) => {
      const { componentType, seriesIndex, dataIndex } = at(event)
      if (componentType === 'series' && seriesIndex !== undefined && dataIndex !== undefined) tell(seriesIndex, dataIndex)
    })
  follow('mouseover', events.over)
  follow('click', events.click)
  return {
    draw(option, now) {
      chart.resize({ ...now, silent: true })
      chart.setOption(option, { notMerge: true })
    },
    mark(point) {
      chart.dispatchAction({ type: 'downplay' })
      if (point) chart.dispatchAction({ type: 'highlight', ...point })
    },
    dispose: () => chart.dispose(),
  }
}
