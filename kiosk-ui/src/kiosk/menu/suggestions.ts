import type { Menu } from '../api'
import type { MenuService } from '@/shell/session'

export interface PointedOut {
  service: MenuService
  text: string
}

/** What the server points out, with the service it is about. */
export function pointedOut(menu: Menu): PointedOut[] {
  const services = menu.groups.flatMap((group) => group.services)
  return menu.suggestions.flatMap(({ service, text }) => {
    const found = services.find((each) => each.service === service)
    return found ? [{ service: found, text }] : []
  })
}
