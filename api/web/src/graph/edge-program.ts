/**
 * Edges as ribbons along a quadratic curve: bent to keep parallel edges apart, dashed or dotted where the thing has not happened,
 * with an arrow head where the predicate has a direction. One instanced triangle strip per edge.
 */

import { EdgeProgram, type ProgramInfo } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";

import type { Stroke } from "./picture.ts";

export interface DrawnEdge extends EdgeDisplayData {
  curvature: number;
  stroke: Stroke;
  arrow: boolean;
}

const STEPS = 16;
const DASH: Record<Stroke, number> = { solid: 0, dashed: 1, dotted: 2 };

const VERTEX = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_source;
attribute vec2 a_target;
attribute float a_thickness;
attribute float a_curvature;
attribute float a_dash;
attribute float a_arrow;
attribute float a_targetSize;
attribute float a_step;
attribute float a_side;

uniform mat3 u_matrix;
uniform vec2 u_dimensions;
uniform float u_pixelRatio;
uniform float u_sizeRatio;

varying vec4 v_color;
varying float v_across;
varying float v_half;
varying float v_along;
varying float v_dash;

const float STEPS = ${STEPS}.0;

vec2 pixels(vec2 p) {
  return ((u_matrix * vec3(p, 1.0)).xy + 1.0) * u_dimensions / 2.0;
}

void main() {
  vec2 a = pixels(a_source);
  vec2 c = pixels(a_target);
  vec2 chord = c - a;
  float len = length(chord);
  vec2 dir = len > 0.001 ? chord / len : vec2(0.0);
  vec2 b = (a + c) / 2.0 + vec2(-dir.y, dir.x) * len * a_curvature;
  // arc of a flat parabola whose apex stands at half the control point's height
  float arc = max(len * (1.0 + 2.0 / 3.0 * a_curvature * a_curvature), 1.0);

  float half_ = a_thickness / 2.0 * u_pixelRatio;
  #ifdef PICKING_MODE
  half_ = max(half_, 5.0 * u_pixelRatio);
  #endif

  float headLength = a_arrow * (5.0 + 2.2 * a_thickness) * u_pixelRatio;
  float headHalf = (2.4 + 1.1 * a_thickness) * u_pixelRatio;
  float tip = 1.0 - a_arrow * (a_targetSize / u_sizeRatio + 1.0) * u_pixelRatio / arc;
  float neck = max(tip - headLength / arc, 0.0);

  float t = neck * min(a_step, STEPS) / STEPS;
  float width = half_;
  if (a_step > STEPS + 1.5) {
    t = max(tip, neck);
    width = 0.0;
  } else if (a_step > STEPS + 0.5) {
    width = max(headHalf, half_) * a_arrow;
  }

  vec2 point = mix(mix(a, b, t), mix(b, c, t), t);
  vec2 tangent = mix(b - a, c - b, t);
  float tl = length(tangent);
  vec2 normal = tl > 0.001 ? vec2(-tangent.y, tangent.x) / tl : vec2(0.0);

  // one pixel more than is filled, for the soft edge
  float reach = width > 0.0 ? width + u_pixelRatio : 0.0;
  point += normal * a_side * reach;
  gl_Position = vec4(point / u_dimensions * 2.0 - 1.0, 0.0, 1.0);

  v_across = a_side * reach;
  v_half = a_step > STEPS + 0.5 ? 1000.0 : width;
  v_along = t * arc / u_pixelRatio;
  v_dash = a_step > STEPS - 0.5 ? (a_step > STEPS + 0.5 ? 0.0 : a_dash) : a_dash;

  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}
`;

const FRAGMENT = /* glsl */ `
precision highp float;

varying vec4 v_color;
varying float v_across;
varying float v_half;
varying float v_along;
varying float v_dash;

uniform float u_pixelRatio;

void main() {
  #ifdef PICKING_MODE
  gl_FragColor = v_color;
  #else
  float soft = 0.75 * u_pixelRatio;
  float alpha = 1.0 - smoothstep(v_half - soft / 2.0, v_half + soft / 2.0, abs(v_across));
  if (v_dash > 0.5) {
    float on = v_dash > 1.5 ? 2.0 : 7.0;
    float period = v_dash > 1.5 ? 6.0 : 12.0;
    float at = mod(v_along, period);
    alpha *= smoothstep(0.0, 0.8, at) * (1.0 - smoothstep(on - 0.4, on + 0.4, at));
  }
  gl_FragColor = v_color * alpha;
  #endif
}
`;

const UNIFORMS = ["u_matrix", "u_dimensions", "u_pixelRatio", "u_sizeRatio"] as const;

/** A strip along the curve, then the arrow head's base and tip. */
function strip(): number[][] {
  const vertices: number[][] = [];
  for (let step = 0; step <= STEPS + 2; step++) vertices.push([step, -1], [step, 1]);
  return vertices;
}

export class EdgeRibbonProgram extends EdgeProgram<(typeof UNIFORMS)[number]> {
  // labels of edges are shown in a tooltip and in the table
  override drawLabel = undefined;

  getDefinition() {
    const { FLOAT, UNSIGNED_BYTE, TRIANGLE_STRIP } = WebGLRenderingContext;
    return {
      VERTICES: (STEPS + 3) * 2,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: TRIANGLE_STRIP,
      UNIFORMS,
      ATTRIBUTES: [
        { name: "a_source", size: 2, type: FLOAT },
        { name: "a_target", size: 2, type: FLOAT },
        { name: "a_thickness", size: 1, type: FLOAT },
        { name: "a_curvature", size: 1, type: FLOAT },
        { name: "a_dash", size: 1, type: FLOAT },
        { name: "a_arrow", size: 1, type: FLOAT },
        { name: "a_targetSize", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [
        { name: "a_step", size: 1, type: FLOAT },
        { name: "a_side", size: 1, type: FLOAT },
      ],
      CONSTANT_DATA: strip(),
    };
  }

  processVisibleItem(index: number, at: number, source: NodeDisplayData, target: NodeDisplayData, data: EdgeDisplayData): void {
    const edge = data as DrawnEdge;
    const array = this.array;
    array[at++] = source.x;
    array[at++] = source.y;
    array[at++] = target.x;
    array[at++] = target.y;
    array[at++] = edge.size;
    array[at++] = edge.curvature;
    array[at++] = DASH[edge.stroke];
    array[at++] = edge.arrow ? 1 : 0;
    array[at++] = target.size;
    array[at++] = floatColor(edge.color);
    array[at++] = index;
  }

  setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
    gl.uniformMatrix3fv(uniformLocations["u_matrix"] ?? null, false, params.matrix);
    gl.uniform2f(uniformLocations["u_dimensions"] ?? null, params.width * params.pixelRatio, params.height * params.pixelRatio);
    gl.uniform1f(uniformLocations["u_pixelRatio"] ?? null, params.pixelRatio);
    gl.uniform1f(uniformLocations["u_sizeRatio"] ?? null, params.sizeRatio);
  }
}
