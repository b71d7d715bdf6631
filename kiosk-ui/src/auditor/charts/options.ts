import type { EChartsCoreOption } from 'echarts/core'
import { type ChartModel, type Place, type Series, drawnCategories, drawnSeries } from './model'
import { dashes, decals, fills, fit, font, fontSize, ground, inks, line, marks, onScale, scale, surface, target as targetInk, text, text2, widthOf } from './paint'
import { spread } from './spread'

/** The size of the place a chart is drawn in, in CSS pixels. */
export interface Size {
  width: number
  height: number
}

const rowHeight: Record<ChartModel['shape'], number> = { lines: 0, bars: 30, stack: 44, pareto: 44, heat: 40 }
const labelGap = 21

/** The height a chart needs. */
export function heightOf(model: ChartModel): number {
  const rows = Math.max(1, drawnCategories(model).length)
  switch (model.shape) {
    case 'lines':
      return 320
    case 'heat':
      return 40 + model.series.length * rowHeight.heat
    case 'bars':
      return 44 + rows * (drawnSeries(model).length * 22 + 12)
    case 'stack':
    case 'pareto':
      return 44 + rows * rowHeight[model.shape]
    default: {
      const never: never = model.shape
      return never
    }
  }
}

const base = { animation: false, textStyle: { fontFamily: font, fontSize, color: text }, aria: { enabled: true, label: { enabled: false } } }
const label = { fontFamily: font, fontSize, color: text }
const axisLabel = { ...label, color: text2 }
const emphasis = { itemStyle: { borderColor: text, borderWidth: 3 } }
const quiet = { disabled: false, focus: 'none' as const }
const values = (series: Series) => series.points.map((point) => point.value ?? '-')

/** From where a line's axis begins: a round number below the lowest point; bars always begin at zero. */
export function lineFloor(series: Series[], percent: boolean, target: number | undefined): number {
  if (!percent) return 0
  const found = series.flatMap((each) => each.points.flatMap((point) => point.value ?? []))
  if (found.length === 0) return 0
  const lowest = Math.min(...found, target ?? 100)
  return Math.max(0, Math.floor((lowest - 4) / 10) * 10)
}

const percentMark = (value: number) => `${value}\u2009%`
const axisWords = (model: ChartModel) => (value: number) => (model.percent ? percentMark(value) : (model.axisText?.(value) ?? String(value)))

/** Steps of time that a person counts in: minutes, hours, days. In seconds. */
const timeSteps = [10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000, 2_592_000]

/** The step of an axis that reaches so far: at most six of them. */
export const timeStep = (peak: number): number => timeSteps.find((each) => peak / each <= 6) ?? Math.ceil(peak / 6)

const interval = (model: ChartModel, peak: number) => {
  if (model.axisText) return { interval: timeStep(peak), max: Math.ceil(peak / timeStep(peak)) * timeStep(peak) }
  return {}
}
const peakOf = (series: Series[]) => Math.max(1, ...series.flatMap((each) => each.points.flatMap((point) => point.value ?? [])))

function lines(model: ChartModel, size: Size): EChartsCoreOption {
  const series = drawnSeries(model)
  const from = lineFloor(series, model.percent, model.target?.value)
  const peak = peakOf(series)
  const to = model.percent ? 100 : (interval(model, peak).max ?? peak)
  const names = series.map((each) => {
    const last = [...each.points].reverse().find((point) => point.value !== undefined)
    return { last: last?.value, name: `${each.name} ${last?.text ?? ''}` }
  })
  const right = Math.min(Math.max(90, size.width * 0.32), 36 + Math.max(0, ...names.map((each) => widthOf(each.name))))
  const grid = { left: model.percent || model.axisText ? 96 : 72, right, top: 16, bottom: 38 }
  const inner = size.height - grid.top - grid.bottom
  const y = (value: number) => grid.top + inner * (1 - (value - from) / Math.max(1e-9, to - from))
  const wanted = names.map((each) => (each.last === undefined ? 0 : y(each.last)))
  const places = spread(wanted, labelGap, size.height - grid.bottom)
  return {
    ...base,
    grid,
    xAxis: { type: 'category', data: drawnCategories(model), boundaryGap: false, axisLabel: { ...axisLabel, margin: 12, hideOverlap: true }, axisTick: { show: false }, axisLine: { lineStyle: { color: text2 } } },
    yAxis: {
      type: 'value',
      min: from,
      max: model.percent ? 100 : undefined,
      ...interval(model, peak),
      axisLabel: { ...axisLabel, formatter: (value: number) => (model.target?.value === value ? '' : axisWords(model)(value)) },
      splitLine: { lineStyle: { color: line } },
    },
    series: series.map((each, at) => ({
      type: 'line',
      name: each.name,
      data: values(each),
      symbol: marks[at],
      symbolSize: 9,
      showSymbol: model.categories.length <= 40,
      lineStyle: { color: inks[at], width: 3, type: dashes[at] },
      itemStyle: { color: surface, borderColor: inks[at], borderWidth: 2.5 },
      emphasis: { ...quiet, scale: 1.9, itemStyle: { color: inks[at], borderColor: text, borderWidth: 2 }, lineStyle: { width: 3 } },
      endLabel: {
        show: names[at]?.last !== undefined,
        ...label,
        color: inks[at],
        fontWeight: 600,
        formatter: fit(names[at]?.name ?? '', right - 20),
        distance: 12,
        offset: [0, (places[at] ?? 0) - (wanted[at] ?? 0)],
      },
      ...(at === 0 && model.target ? { markLine: targetLine(model.target, 'yAxis') } : {}),
    })),
  }
}

const targetLine = (target: NonNullable<ChartModel['target']>, axis: 'xAxis' | 'yAxis') => ({
  silent: true,
  symbol: 'none',
  animation: false,
  lineStyle: { color: targetInk, width: 2, type: [3, 4] },
  label: { show: true, ...label, color: targetInk, fontWeight: 600, position: 'start' as const, distance: 6, formatter: target.text },
  data: [{ [axis]: target.value }],
})

/** Names at the left of rows, cut to what they may take. */
function rowNames(model: ChartModel, size: Size) {
  const names = drawnCategories(model)
  const notes = model.notes?.slice(0, names.length)
  const most = Math.max(90, Math.min(size.width * 0.38, 420))
  const width = Math.min(most, Math.max(40, ...[...names, ...(notes ?? [])].map(widthOf)) + 4)
  return {
    left: width + 20,
    axis: {
      type: 'category',
      inverse: true,
      data: names.map((name, at) => `${fit(name, width)}${notes ? `\n{note|${notes[at] ?? ''}}` : ''}`),
      axisLabel: { ...axisLabel, color: text, lineHeight: 20, align: 'left', margin: width + 8, interval: 0, rich: { note: { ...label, color: text2, lineHeight: 20 } } },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: text2 } },
    },
  }
}

const bar = (each: Series, at: number, more: object) => ({
  type: 'bar',
  name: each.name,
  data: values(each),
  itemStyle: { color: fills[at], borderColor: inks[at], borderWidth: 1, decal: decals[at] },
  emphasis: { ...quiet, ...emphasis },
  ...more,
})

function bars(model: ChartModel, size: Size): EChartsCoreOption {
  const names = rowNames(model, size)
  const series = drawnSeries(model)
  // The first row names the bars, so that no legend has to be matched by colour.
  const words = (each: Series, row: number) => `${each.points[row]?.text ?? ''}${row === 0 && series.length > 1 ? `  ${each.name}` : ''}`
  const right = Math.min(28 + Math.max(40, ...series.flatMap((each) => each.points.slice(0, model.drawn.categories).map((_, row) => widthOf(words(each, row))))), size.width * 0.35)
  return {
    ...base,
    grid: { left: names.left, right, top: model.target ? 28 : 8, bottom: 30 },
    yAxis: names.axis,
    xAxis: {
      type: 'value',
      min: 0,
      max: model.percent ? 100 : undefined,
      interval: model.percent ? 25 : undefined,
      splitNumber: 4,
      ...interval(model, peakOf(series)),
      axisLabel: { ...axisLabel, hideOverlap: true, formatter: axisWords(model) },
      splitLine: { lineStyle: { color: line } },
    },
    series: series.map((each, at) =>
      bar(each, at, {
        barMaxWidth: 18,
        barGap: '20%',
        label: { show: true, position: 'right', ...label, formatter: ({ dataIndex }: { dataIndex: number }) => words(each, dataIndex) },
        // Beside a target they stand in a column of their own, where its line does not cross them.
        ...(model.percent ? { labelLayout: { x: size.width - right + 12, align: 'left', verticalAlign: 'middle' } } : {}),
        ...(at === 0 && model.target ? { markLine: targetLine(model.target, 'xAxis') } : {}),
      }),
    ),
  }
}

function stack(model: ChartModel, size: Size): EChartsCoreOption {
  const names = rowNames(model, size)
  const [went, left] = drawnSeries(model)
  const words = (row: number) => `${left?.name ?? ''} ${left?.points[row]?.text ?? ''}（${left?.points[row]?.detail ?? ''}）`
  const right = 24 + Math.max(60, ...(left?.points ?? []).slice(0, model.drawn.categories).map((_, row) => widthOf(words(row))))
  return {
    ...base,
    grid: { left: names.left, right, top: 8, bottom: 30 },
    yAxis: names.axis,
    xAxis: { type: 'value', min: 0, splitNumber: 4, axisLabel: { ...axisLabel, hideOverlap: true }, splitLine: { lineStyle: { color: line } } },
    series: [
      ...(went ? [bar(went, 0, { stack: 'path', barMaxWidth: 24 })] : []),
      ...(left ? [bar(left, 1, { stack: 'path', barMaxWidth: 24, label: { show: true, position: 'right', ...label, formatter: ({ dataIndex }: { dataIndex: number }) => words(dataIndex) } })] : []),
    ],
  }
}

function pareto(model: ChartModel, size: Size): EChartsCoreOption {
  const names = rowNames(model, size)
  const [share, running] = drawnSeries(model)
  return {
    ...base,
    grid: { left: names.left, right: 30 + widthOf(`${running?.name ?? ''} 100.0 %`), top: 8, bottom: 30 },
    yAxis: names.axis,
    xAxis: { type: 'value', min: 0, max: 100, axisLabel: { ...axisLabel, formatter: percentMark }, splitLine: { lineStyle: { color: line } } },
    series: [
      ...(share ? [bar(share, 1, { barMaxWidth: 24 })] : []),
      ...(running
        ? [
            {
              type: 'line',
              name: running.name,
              data: values(running),
              symbol: 'circle',
              symbolSize: 9,
              lineStyle: { color: inks[0], width: 2.5 },
              itemStyle: { color: surface, borderColor: inks[0], borderWidth: 2.5 },
              emphasis: { ...quiet, scale: 1.9, itemStyle: { color: inks[0], borderColor: text, borderWidth: 2 } },
              label: { show: true, position: 'right', distance: 8, ...label, color: inks[0], formatter: ({ dataIndex }: { dataIndex: number }) => `${dataIndex === 0 ? `${running.name} ` : ''}${running.points[dataIndex]?.text ?? ''}` },
            },
          ]
        : []),
    ],
  }
}

function heat(model: ChartModel, size: Size): EChartsCoreOption {
  const rows = drawnSeries(model)
  const columns = drawnCategories(model)
  const most = Math.max(1, ...rows.flatMap((row) => row.points.flatMap((point) => point.value ?? [])))
  const left = 16 + Math.max(...rows.map((row) => widthOf(row.name)))
  const cell = (size.width - left - 12) / Math.max(1, columns.length)
  const cells = rows.flatMap((row, y) =>
    columns.map((_, x) => {
      const point = row.points[x]
      const shown = point?.value === undefined ? '' : point.text
      const empty = point?.value === undefined ? { visualMap: false, itemStyle: { color: ground } } : {}
      return { value: [x, y, point?.value ?? 0], ...empty, label: { show: shown !== '' && widthOf(shown) < cell - 4, formatter: shown, color: onScale((point?.value ?? 0) / most) } }
    }),
  )
  return {
    ...base,
    grid: { left, right: 12, top: 4, bottom: 34 },
    xAxis: { type: 'category', data: columns, axisLabel: { ...axisLabel, hideOverlap: true }, axisTick: { show: false }, axisLine: { show: false } },
    yAxis: { type: 'category', inverse: true, data: rows.map((row) => row.name), axisLabel: { ...axisLabel, color: text, interval: 0 }, axisTick: { show: false }, axisLine: { show: false } },
    visualMap: { show: false, min: 0, max: most, inRange: { color: [...scale] } },
    series: [{ type: 'heatmap', data: cells, label, itemStyle: { borderColor: surface, borderWidth: 2 }, emphasis: { ...quiet, itemStyle: { borderColor: text, borderWidth: 3 } } }],
  }
}

/** What ECharts is told to draw. */
export function optionOf(model: ChartModel, size: Size): EChartsCoreOption {
  return { lines, bars, stack, pareto, heat }[model.shape](model, size)
}

/** Where a place of the model is in what ECharts draws, and back. */
export const indexOf = (model: ChartModel, place: Place): { seriesIndex: number; dataIndex: number } =>
  model.shape === 'heat' ? { seriesIndex: 0, dataIndex: place.series * drawnCategories(model).length + place.category } : { seriesIndex: place.series, dataIndex: place.category }

export function placeOf(model: ChartModel, seriesIndex: number, dataIndex: number): Place {
  const columns = Math.max(1, drawnCategories(model).length)
  return model.shape === 'heat' ? { series: Math.floor(dataIndex / columns), category: dataIndex % columns } : { series: seriesIndex, category: dataIndex }
}
